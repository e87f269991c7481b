import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { labelRank } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { TenantScope } from '#core/ports/database.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import type { RemoteChat } from '#core/ports/remote-chat.ts';
import type { ChatRole } from '#core/models/choose-model.ts';
import { createCircuitBreaker } from '#core/models/circuit-breaker.ts';
import { escalate } from '#core/models/escalate.ts';
import type { AnsweringModel, ChatRequest, ModelGateway } from '#core/models/gateway.ts';
import type { RoleSettings } from '#core/models/role-settings.ts';
import type { RemoteRegistry } from './remote-registry.ts';
import { hostOf, type RemoteRow } from './remote-rows.ts';

const TEMPERATURE = 0.2;

export interface RemoteGatewayDeps {
  remotes: RemoteRegistry;
  roles: Pick<RoleSettings, 'read'>;
  remoteChat: RemoteChat;
  clock: Clock;
}

/** Who is asked for a role, one after the other; `local` stands for all models of this machine, in their own order. */
interface Order {
  attempts: (RemoteRow | 'local')[];
  /** Why the first remote model that would come before is left out. */
  refusal: string | null;
  /** Whether one is left out that would answer on another day. */
  resting: boolean;
}

/**
 * The gateway with models on other machines in it: those of the role, then those of the other one, wherever they run. What may not leave, or
 * cannot now, goes to the next.
 */
export function withRemoteModels(local: ModelGateway, { remotes, roles, remoteChat, clock }: RemoteGatewayDeps): ModelGateway {
  const breaker = createCircuitBreaker(clock);

  const labelRefusal = ({ name, most_sensitive }: RemoteRow, label: Label | null): string | null =>
    label !== null && labelRank(label) > labelRank(most_sensitive) ? `What this answer would be made from is labelled ${label}, and may not leave this machine for ${name}.` : null;

  function restRefusal(remote: RemoteRow): string | null {
    if (!remotes.allowed(remote)) return `This machine may not contact ${remote.name} any more. Its owner allows it with --outbound.`;
    return breaker.allows(remote.id) ? null : `${remote.name} failed several times in a row and is left alone for a minute.`;
  }

  async function orderOf(tenantId: string, role: ChatRole, label: Label | null, modelId?: string): Promise<Order> {
    const assigned = await roles.read(tenantId);
    const order: Order = { attempts: [], refusal: null, resting: false };
    for (const id of new Set([modelId, assigned[role], assigned[role === 'fast' ? 'heavy' : 'fast']])) {
      if (id === undefined || id === null) continue;
      const remote = await remotes.find(tenantId, id);
      const kept = remote ? labelRefusal(remote, label) : null;
      const rests = remote && kept === null ? restRefusal(remote) : null;
      order.refusal ??= kept ?? rests;
      order.resting ||= rests !== null && order.attempts.length === 0;
      if (remote && kept === null && rests === null) order.attempts.push(remote);
      else if (!remote && !order.attempts.includes('local')) order.attempts.push('local');
    }
    if (!order.attempts.includes('local')) order.attempts.push('local');
    return order;
  }

  async function* run(row: RemoteRow, tenantId: string, request: ChatRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    const { system, history, prompt, maxTokens, temperature = TEMPERATURE, topP, seed } = request;
    const since = breaker.began(row.id);
    try {
      yield* remoteChat.generate(remotes.endpoint(tenantId, row), { system, history, prompt, maxTokens, temperature, topP, seed }, signal);
      breaker.succeeded(row.id);
    } catch (error) {
      if (isFailure(error)) breaker.failed(row.id, since);
      throw error;
    } finally {
      breaker.cancelled(row.id);
    }
  }

  async function begin(attempts: Order['attempts'], scope: TenantScope, request: ChatRequest, signal: AbortSignal): Promise<(Generation & { rest: Order['attempts'] }) | null> {
    for (const [at, attempt] of attempts.entries()) {
      const generation = attempt === 'local' ? await local.chat(scope, request, signal) : { model: answering(attempt), events: run(attempt, scope.tenantId, request, signal) };
      if (generation) return { ...generation, rest: attempts.slice(at + 1) };
    }
    return null;
  }

  /** Where a model fails before its first word, the next takes over. */
  async function* runInOrder(first: Generation & { rest: Order['attempts'] }, scope: TenantScope, request: ChatRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    let now = first;
    for (;;) {
      let shown = false;
      try {
        for await (const event of now.events) {
          shown ||= event.type === 'token';
          yield event;
        }
        return;
      } catch (error) {
        const open = now.rest.filter((attempt) => attempt === 'local' || breaker.allows(attempt.id));
        const next = shown || signal.aborted || !isFailure(error) ? null : await begin(open, scope, request, signal);
        if (!next) throw error;
        now = next;
        yield writes(now.model, 'fallback');
      }
    }
  }

  return {
    ...local,
    async chat(scope, request, signal) {
      const { tenantId } = scope;
      const { modelId, label = null } = request;
      const { role, why } = escalate(request);
      const elsewhere = await remotes.find(tenantId, modelId);
      const here = modelId === undefined || elsewhere ? null : await local.chat(scope, request, signal);
      const { attempts, resting } = await orderOf(tenantId, role, label, elsewhere?.id);
      if (here && (here.model.id === modelId || here.model.name === modelId)) return { model: here.model, events: runInOrder({ ...here, rest: attempts.filter((attempt) => attempt !== 'local') }, scope, request, signal) };
      const first = await begin(attempts, scope, request, signal);
      if (!first) return null;
      const { heavy } = await roles.read(tenantId);
      const usual = (await orderOf(tenantId, 'fast', label)).attempts[0];
      const harder = why !== null && first.model.id === heavy && usual !== attempts[0] ? why : null;
      const told = resting ? 'fallback' : harder;
      return { model: first.model, events: startingWith(told === null ? null : writes(first.model, told), runInOrder(first, scope, request, signal)) };
    },
    health(model) {
      const state = breaker.state(model.id);
      if (state === 'closed') return local.health(model);
      if (state === 'half-open') return { state: 'trying', sentence: `${model.name} failed several times in a row; the next question tries it again.` };
      return { state: 'resting', sentence: `${model.name} failed several times in a row and is tried again in ${Math.ceil(breaker.restMs(model.id) / 1_000)} seconds.` };
    },
    async answerMode(tenantId, label = null) {
      const [fast, heavy, mode] = [await orderOf(tenantId, 'fast', label), await orderOf(tenantId, 'heavy', label), await local.answerMode(tenantId)];
      const usable = ({ attempts }: Order) => attempts.find((attempt) => attempt !== 'local' || mode.model !== null);
      const [usual, harder] = [usable(fast), usable(heavy)];
      const sentTo = [...new Set([...fast.attempts, ...heavy.attempts].flatMap((attempt) => (attempt === 'local' ? [] : hostOf(attempt))))];
      const thinks = harder !== undefined && harder !== 'local' ? (harder === usual ? null : harder.name) : mode.heavy;
      if (usual !== undefined && usual !== 'local') return { model: usual.name, device: hostOf(usual), heavy: thinks ?? heavyHere(mode, harder), reason: null, sentTo };
      return { ...mode, heavy: thinks, sentTo, reason: mode.model === null && fast.refusal !== null ? fast.refusal : mode.reason };
    },
  };
}

type Generation = NonNullable<Awaited<ReturnType<ModelGateway['chat']>>>;
type Why = Extract<GenerateEvent, { type: 'model' }>['why'];

const answering = (row: RemoteRow): AnsweringModel => ({ id: row.id, name: row.name, sha256: null, sentTo: hostOf(row), price: { in: row.price_in, out: row.price_out } });

const writes = ({ id, name, sha256, sentTo, price }: AnsweringModel, why: Why): GenerateEvent => ({ type: 'model', id, name, sha256, why, ...(sentTo === undefined ? {} : { sentTo }), ...(price === undefined ? {} : { price }) });

/** A model of this machine that thinks harder, where the usual one is elsewhere. */
const heavyHere = ({ model }: { model: string | null }, harder: RemoteRow | 'local' | undefined): string | null => (harder === 'local' ? model : null);

async function* startingWith(first: GenerateEvent | null, events: AsyncIterable<GenerateEvent>): AsyncGenerator<GenerateEvent, void, void> {
  if (first !== null) yield first;
  yield* events;
}

const isFailure = (error: unknown): boolean => error instanceof MillwrightError && (error.code === 'MODEL_UNAVAILABLE' || error.code === 'MODEL_INVALID');
