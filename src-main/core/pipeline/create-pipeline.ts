import type { Operation } from '#shared/contract/define-operations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { mayDo } from '#core/policy/index.ts';
import type { Logger } from '#core/ports/logger.ts';
import { auditEntry, outcomeOf } from './audit-entry.ts';
import type { BoundOperation } from './bind-handlers.ts';
import type { Call, Principal } from './call.ts';
import { CallFailed } from './call-failed.ts';
import type { CallState } from './call-state.ts';
import type { Invocation, Outcome, Pipeline } from './pipeline.ts';
import { createRightsWatch } from './rights-watch.ts';
import { STEPS, type StepServices } from './steps.ts';
import { untilCut } from './until-cut.ts';

/** Length a correlation id handed in by a transport may have; anything else gets a fresh one. */
const CORRELATION_ID = /^[A-Za-z0-9-]{8,64}$/;

const RECORDED_DENIALS = { perMinute: 60, perHour: 600 };

/** Builds the one path every call takes over these operations. Throws if two share a name. */
export function createPipeline(bound: readonly BoundOperation[], services: StepServices & { logger: Logger }): Pipeline {
  const { trail, clock, crypto, logger } = services;
  const rights = createRightsWatch(services.authenticate);
  const table = new Map(bound.map((each) => [each.operation.name, each]));
  if (table.size !== bound.length) throw new Error('two operations share a name');

  function correlate(invocation: Invocation): string {
    const given = invocation.correlationId;
    return given && CORRELATION_ID.test(given) ? given : crypto.uuid();
  }

  function begin(invocation: Invocation, correlationId: string): CallState {
    const found = table.get(invocation.operation);
    if (!found) throw new MillwrightError('OPERATION_NOT_FOUND');
    const startedAt = clock.elapsed();
    return {
      invocation, correlationId, startedAt, bound: found, operation: found.operation,
      principal: null, input: undefined, requestHash: null, facts: {},
    };
  }

  function handOver(call: CallState, signal: AbortSignal): Call<Principal | null> {
    return {
      principal: call.principal,
      signal,
      correlationId: call.correlationId,
      caller: call.invocation.caller,
      agent: call.invocation.agent ?? null,
      bearer: call.principal?.via === 'token' && call.invocation.credential.kind === 'session' ? call.invocation.credential.token : null,
      note: (facts) => Object.assign(call.facts, facts, { metadata: { ...call.facts.metadata, ...facts.metadata } }),
    };
  }

  /** What was thrown, as an error that may be shown; anything unexpected is logged and becomes `INTERNAL`. */
  function publicError(thrown: unknown, { operation, correlationId, signal }: { operation: string; correlationId: string; signal: AbortSignal }): MillwrightError {
    if (signal.aborted) return new MillwrightError('CANCELLED', undefined, { cause: thrown });
    if (thrown instanceof MillwrightError) {
      if (thrown.detail) logger.warn(thrown.message, { correlationId, operation, code: thrown.code, detail: thrown.detail });
      return thrown;
    }
    logger.error('operation failed', { correlationId, operation, error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) });
    return new MillwrightError('INTERNAL', undefined, { cause: thrown });
  }

  /** Records how the call ended, once. Denials of operations that are not audited are recorded too. */
  async function recordEnd(call: CallState, error: MillwrightError | null): Promise<void> {
    const outcome = error ? outcomeOf(error) : 'ok';
    const stranger = call.invocation.credential.kind === 'none' && outcome === 'denied' && !call.operation.audit;
    if (stranger || (!call.operation.audit && outcome !== 'denied')) return;
    if (outcome === 'denied' && (!call.principal || error?.code === 'RATE_LIMITED') && floods(call)) return;
    const entry = auditEntry(call, outcome, error, services);
    if (call.operation.changes && outcome === 'ok') {
      await trail.write(entry).catch((failure: unknown) => logger.error('a finished change has no end record', { correlationId: call.correlationId, error: String(failure) }));
    } else trail.later(entry);
  }

  /** Nobody can fill the disk with records of being refused. */
  function floods({ invocation, principal }: CallState): boolean {
    return services.window.take(`denied|${principal?.userId ?? invocation.caller}`, RECORDED_DENIALS, clock.elapsed()) > 0;
  }

  async function fail(call: CallState, thrown: unknown): Promise<CallFailed> {
    const error = publicError(thrown, { operation: call.operation.name, correlationId: call.correlationId, signal: call.invocation.signal });
    await recordEnd(call, error);
    return new CallFailed(error, call.correlationId);
  }

  /** A stream can run for hours, and what its caller loses meanwhile must end it. */
  function requireSameRights({ operation, principal }: CallState, now: Principal | null): void {
    if (now?.role !== principal?.role) throw new MillwrightError('FORBIDDEN', 'Your role has changed. Open this again.');
    if (now?.clearance !== principal?.clearance) throw new MillwrightError('FORBIDDEN', 'Which documents you may read has changed. Open this again.');
    if (operation.permission !== 'anonymous' && !(now && mayDo(now, operation.permission))) throw new MillwrightError('FORBIDDEN');
  }

  async function* streamOf(call: CallState, source: AsyncIterable<unknown>, ending: AbortController): AsyncIterable<unknown> {
    const schema = call.operation.yields;
    const events = untilCut(source);
    const unwatch = rights.watch({
      credential: call.invocation.credential,
      requireRights: (now) => requireSameRights(call, now),
      lost: (reason) => {
        events.cut(reason);
        ending.abort(reason);
      },
    });
    let ended = false;
    try {
      for await (const event of events) {
        yield schema ? schema.parse(event) : event;
      }
      if (call.invocation.signal.aborted) throw new MillwrightError('CANCELLED');
      ended = true;
      await recordEnd(call, null);
    } catch (thrown) {
      ended = true;
      throw await fail(call, thrown);
    } finally {
      unwatch();
      if (!ended) await recordEnd(call, new MillwrightError('CANCELLED'));
    }
  }

  async function run(call: CallState): Promise<Outcome> {
    const { correlationId } = call;
    const { signal } = call.invocation;
    if (isStream(call.operation)) {
      const ending = new AbortController();
      const events = call.bound.handle(call.input, handOver(call, AbortSignal.any([signal, ending.signal]))) as AsyncIterable<unknown>;
      return { kind: 'stream', events: streamOf(call, events, ending), correlationId };
    }
    const value = call.operation.output?.parse(await call.bound.handle(call.input, handOver(call, signal)));
    await recordEnd(call, null);
    return { kind: 'value', value, correlationId };
  }

  return {
    operations: new Map(bound.map(({ operation }) => [operation.name, operation])),
    async invoke(invocation) {
      const correlationId = correlate(invocation);
      let call: CallState;
      try {
        call = begin(invocation, correlationId);
      } catch (thrown) {
        throw new CallFailed(publicError(thrown, { ...invocation, correlationId }), correlationId);
      }
      try {
        for (const [, step] of STEPS) await step(call, services);
        return await run(call);
      } catch (thrown) {
        throw await fail(call, thrown);
      }
    },
  };
}

function isStream(operation: Operation): boolean {
  return operation.yields !== undefined;
}
