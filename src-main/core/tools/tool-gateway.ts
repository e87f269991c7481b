import { MillwrightError } from '#shared/contract/errors.ts';
import type { OfferedTool, ToolDefinition } from '#shared/contract/tools.ts';
import type { AuditTrail } from '#core/audit/index.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { labelRank } from '#core/policy/index.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Logger } from '#core/ports/logger.ts';
import { callRecord } from './call-record.ts';
import { breakerKey, GATES, type GateDeps, mayUse } from './gates.ts';
import { inTexts, tooDeep } from './json-texts.ts';
import { markAsData } from './mark-as-data.ts';
import type { ToolRanking } from './rank-tools.ts';
import { runBounded } from './run-bounded.ts';
import { definitionOf, foundTool, type GateState, Refused, type ToolOutcome, type ToolRequest, Waits } from './tool-call.ts';
import { ToolFault, type ToolYield } from './tool-kind.ts';
import { requireSecret, type ToolSecrets } from './tool-secrets.ts';
import type { ToolStore } from './tool-store.ts';
import { wordsOfOther } from './words-of-other.ts';

/** Tools offered to a model at once. */
const MOST_OFFERED = 5;
/** Characters of what a tool says while it works. */
const LONGEST_REPORT = 200;
/** A caller whose calls are refused again and again cannot fill the disk with records of it. */
const RECORDED_REFUSALS = { perMinute: 60, perHour: 600 };

export interface ToolGatewayDeps extends GateDeps {
  store: Pick<ToolStore, 'find' | 'list'>;
  toolSecrets: Pick<ToolSecrets, 'open'>;
  ranking: ToolRanking;
  trail: AuditTrail;
  crypto: Crypto;
  logger: Logger;
}

/** The one door to tools. */
export interface ToolGateway {
  /** At most `most` of the allowed tools that this caller may use, those that fit the question best first; of all, where `allowed` is left out. */
  offered(principal: Principal, wanted: { allowed?: readonly string[]; question: string; most?: number }, signal?: AbortSignal): Promise<OfferedTool[]>;
  /** Checks, records and runs one call as the caller. Throws `CANCELLED` when stopped and `AUDIT_UNAVAILABLE`; everything else is an outcome. */
  call(call: Call<Principal>, request: ToolRequest, signal: AbortSignal): Promise<ToolOutcome>;
}

export function createToolGateway(deps: ToolGatewayDeps): ToolGateway {
  const { store, kinds, schemas, toolSecrets, ranking, trail, breaker, window, clock, logger } = deps;

  const elapsed = (state: GateState): number => Math.round((clock.elapsed() - state.startedAt) * 1_000) / 1_000;

  /** On disk before anything is changed or leaves the machine; the others share a commit. */
  async function recordBefore(state: GateState): Promise<void> {
    const entry = callRecord(state, 'intent', deps);
    if (definitionOf(state).writes || state.leavesMachine || !trail.healthy()) await trail.write(entry);
    else trail.later(entry);
  }

  const wordsOf = (state: GateState, text: string, most?: number): string | null => wordsOfOther(state.restore(text), state.secrets, most);

  async function run(state: GateState): Promise<ToolYield> {
    const { call, signal } = state;
    const definition = definitionOf(state);
    const key = breakerKey(state);
    const since = breaker.began(key);
    try {
      const given = await runBounded(definition.limits.seconds, signal, (bounded) =>
        kinds.of(definition).run({
          definition, arguments: state.arguments, collections: state.request.collections ?? [], call, signal: bounded,
          report: (progress) => state.request.report?.({ ...progress, message: wordsOf(state, progress.message, LONGEST_REPORT) ?? '' }),
          async secret(name) {
            const secret = await requireSecret(toolSecrets, call.principal, name);
            state.secrets.push(secret);
            return secret;
          },
        }),
      );
      breaker.succeeded(key);
      return given;
    } catch (error) {
      if (error instanceof ToolFault && error.outage) breaker.failed(key, since);
      throw error;
    } finally {
      breaker.cancelled(key);
    }
  }

  /** What came back is believed as far as its schema and its size go. */
  function resultOf(state: GateState, { output, label, passages = [] }: ToolYield): Extract<ToolOutcome, { status: 'ok' }> {
    const { definition, version } = foundTool(state);
    if (tooDeep(output)) throw new ToolFault('The tool gave a result that is nested too deeply.');
    const bytes = new TextEncoder().encode(JSON.stringify(output) ?? 'null').length;
    if (bytes > definition.limits.bytes) throw new ToolFault(`The tool gave ${bytes} bytes, and ${definition.limits.bytes} are the most it may give.`);
    const problem = definition.output === null ? null : schemas.compile(definition.output)(output);
    if (problem !== null) throw new ToolFault(`The tool gave something else than it promises: ${problem}`);
    const shown = inTexts(output, state.restore);
    const sensitivity = label ?? definition.label;
    if (labelRank(sensitivity) > labelRank(state.call.principal.clearance)) throw new ToolFault('The result is more sensitive than you may see.');
    state.facts['bytes'] = bytes;
    state.facts['label'] = sensitivity;
    return { status: 'ok', output: shown, text: markAsData({ tool: definition.name, label: sensitivity, output: shown }), label: sensitivity, passages, version, ms: elapsed(state) };
  }

  /** What a call ended with that has no result. Throws what is no outcome. */
  function endOf(state: GateState, error: unknown): ToolOutcome {
    const ms = elapsed(state);
    const failed = (sentence: string, said: string | null = null): ToolOutcome => ({ status: 'failed', sentence, said, label: said === null ? null : definitionOf(state).label, ms });
    if (state.signal.aborted) return failed('Stopped.');
    if (error instanceof Waits) return { status: 'waiting', approval: error.approval, sentence: error.message, ms };
    if (error instanceof Refused) return { status: 'refused', sentence: error.message, ms };
    if (error instanceof ToolFault) return failed(error.message, error.said === null ? null : wordsOf(state, error.said));
    if (unrecorded(error)) throw error;
    if (error instanceof MillwrightError) return failed(error.message);
    logger.error('a tool failed', { correlationId: state.call.correlationId, tool: state.tool?.definition.name ?? '', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return failed('The tool failed inside Millwright.');
  }

  async function recordEnd(state: GateState, error: unknown): Promise<void> {
    const outcome = error === null ? 'ok' : state.signal.aborted ? 'cancelled' : error instanceof Refused ? error.outcome : error instanceof Waits ? 'denied' : 'failed';
    const { userId } = state.call.principal;
    if (error instanceof Refused && window.take(`tool refused|${userId}`, RECORDED_REFUSALS, clock.elapsed()) > 0) return;
    if (error instanceof Waits) state.facts['approval'] = error.approval;
    const entry = callRecord({ ...state, facts: { ...state.facts, ...(error instanceof Waits ? { waits: true } : {}) } }, outcome, deps);
    // What was approved is followed step by step: its end stands before what comes of it.
    if (state.request.grant != null || (state.tool?.definition.writes && outcome === 'ok')) {
      await trail.write(entry).catch((failure: unknown) => logger.error('a finished call of a tool has no end record', { correlationId: state.call.correlationId, error: String(failure) }));
    } else trail.later(entry);
  }

  /** Tells the desk how a call ended that it had approved; the call stands, whatever the desk makes of it. */
  async function tellDesk(state: GateState, outcome: ToolOutcome): Promise<void> {
    const { grant } = state.request;
    if (grant == null || state.facts['approval'] !== grant || (outcome.status !== 'ok' && outcome.status !== 'failed')) return;
    const { sentence, said, label } = outcome.status === 'failed' ? outcome : { sentence: null, said: null, label: null };
    const status = outcome.status === 'failed' && state.signal.aborted ? 'unknown' : outcome.status;
    await deps.desk()?.ended(state.call, grant, { status, sentence, said, label, ms: outcome.ms })
      .catch((error: unknown) => logger.error('an approval was not told how its call ended', { correlationId: state.call.correlationId, error: String(error) }));
  }

  return {
    async offered(principal, { allowed, question, most = MOST_OFFERED }, signal) {
      const usable = (await store.list(principal)).map(({ definition }) => definition)
        .filter((definition) => mayUse(principal, definition) && (allowed?.includes(definition.name) ?? true));
      const ranked = usable.length <= most ? usable : await ranking.rank(usable, question, signal);
      const working: OfferedTool[] = [];
      for (const definition of ranked) {
        if (working.length === most) break;
        if ((await kinds.of(definition).problem(definition, principal)) === null) working.push(toOffered(definition));
      }
      return working;
    },

    async call(call, request, signal) {
      const state: GateState = {
        call, request, signal, startedAt: clock.elapsed(), tool: null, leavesMachine: false, arguments: {}, restore: (text) => text, secrets: call.bearer == null ? [] : [call.bearer], hash: '', facts: {},
      };
      try {
        for (const [, gate] of GATES) await gate(state, deps);
        await recordBefore(state);
        const outcome = resultOf(state, await run(state));
        await recordEnd(state, null);
        await tellDesk(state, outcome);
        return outcome;
      } catch (error) {
        await recordEnd(state, error);
        if (unrecorded(error)) await tellDesk(state, { status: 'failed', sentence: error.message, said: null, label: null, ms: elapsed(state) });
        const outcome = endOf(state, error);
        await tellDesk(state, outcome);
        if (state.signal.aborted) throw new MillwrightError('CANCELLED', undefined, { cause: error });
        return outcome;
      }
    },
  };
}

/** What cannot be recorded is not run. */
const unrecorded = (error: unknown): error is MillwrightError => error instanceof MillwrightError && error.code === 'AUDIT_UNAVAILABLE';

export function toOffered({ name, description, kind, input, writes }: ToolDefinition): OfferedTool {
  return { name, description, kind, input, writes };
}
