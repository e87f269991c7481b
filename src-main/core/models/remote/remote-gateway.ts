import type { ChatRole } from '#shared/contract/models.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { labelRank } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { TenantScope } from '#core/ports/database.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import type { RemoteChat } from '#core/ports/remote-chat.ts';
import { modelsInOrder } from '#core/models/choose-model.ts';
import { createCircuitBreaker } from '#core/models/circuit-breaker.ts';
import { escalate } from '#core/models/escalate.ts';
import { type AnsweringModel, type ChatRequest, type LocalGateway, type ModelGateway, TEMPERATURE } from '#core/models/gateway.ts';
import { isModelFailure, isTooLong } from '#core/models/model-failure.ts';
import type { ModelRegistry } from '#core/models/registry.ts';
import type { RoleSettings } from '#core/models/role-settings.ts';
import type { RemoteRegistry } from './remote-registry.ts';
import { hostOf, type RemoteRow } from './remote-rows.ts';

export interface RemoteGatewayDeps {
  registry: Pick<ModelRegistry, 'list'>;
  remotes: RemoteRegistry;
  roles: Pick<RoleSettings, 'read'>;
  remoteChat: RemoteChat;
  clock: Clock;
}

/** Models of this machine that are asked without another machine between them, by id. */
interface Here {
  among: string[];
}

/** Who is asked for a role, one after the other. */
interface Order {
  attempts: (RemoteRow | Here)[];
  /** Why the first remote model that would come before is left out. */
  refusal: string | null;
  /** Whether one is left out that would answer on another day. */
  resting: boolean;
}

/**
 * The gateway with models on other machines in it: that of the role, then those behind it, wherever they run. What may not leave, or cannot
 * now, goes to the next.
 */
export function withRemoteModels(local: LocalGateway, { registry, remotes, roles, remoteChat, clock }: RemoteGatewayDeps): ModelGateway {
  const breaker = createCircuitBreaker(clock);

  const labelRefusal = ({ name, most_sensitive }: RemoteRow, label: Label | null): string | null =>
    label !== null && labelRank(label) > labelRank(most_sensitive) ? `What this answer would be made from is labelled ${label}, and may not leave this machine for ${name}.` : null;

  function restRefusal(remote: RemoteRow): string | null {
    if (!remotes.allowed(remote)) return `This machine may not contact ${remote.name} any more. Its owner allows it with --outbound.`;
    return breaker.allows(remote.id) ? null : `${remote.name} failed several times in a row and is left alone for a minute.`;
  }

  async function orderOf(tenantId: string, role: ChatRole, label: Label | null, named?: string): Promise<Order> {
    const assigned = await roles.read(tenantId);
    const order: Order = { attempts: [], refusal: null, resting: false };
    for (const model of modelsInOrder(await registry.list(), assigned, role, named, await remotes.list(tenantId))) {
      if (!('base_url' in model)) {
        addHere(order.attempts, model.id);
        continue;
      }
      const kept = labelRefusal(model, label);
      const rests = kept === null ? restRefusal(model) : null;
      order.refusal ??= kept ?? rests;
      order.resting ||= rests !== null && order.attempts.length === 0;
      if (kept === null && rests === null) order.attempts.push(model);
    }
    return order;
  }

  async function* run(row: RemoteRow, tenantId: string, request: ChatRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    const { system, history, prompt, maxTokens, temperature = TEMPERATURE, topP, seed } = request;
    const since = breaker.began(row.id);
    try {
      yield* remoteChat.generate(remotes.endpoint(tenantId, row), { system, history, prompt, maxTokens, temperature, topP, seed }, signal);
      breaker.succeeded(row.id);
    } catch (error) {
      if (isModelFailure(error)) breaker.failed(row.id, since);
      throw error;
    } finally {
      breaker.cancelled(row.id);
    }
  }

  async function begin(attempts: Order['attempts'], scope: TenantScope, request: ChatRequest, signal: AbortSignal): Promise<(Generation & { rest: Order['attempts'] }) | null> {
    for (const [at, attempt] of attempts.entries()) {
      const generation = isHere(attempt) ? await local.chat(scope, request, signal, attempt.among) : { model: answering(attempt), events: run(attempt, scope.tenantId, request, signal) };
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
        // What is too long for a model of this machine is not sent to another for that.
        const open = now.rest.filter((attempt) => isHere(attempt) || (isModelFailure(error) && breaker.allows(attempt.id)));
        const next = shown || signal.aborted || !(isModelFailure(error) || isTooLong(error)) ? null : await begin(open, scope, request, signal);
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
      const { attempts, resting } = await orderOf(tenantId, role, label, modelId);
      const first = await begin(attempts, scope, request, signal);
      if (!first) return null;
      const assigned = await roles.read(tenantId);
      const [usual] = (await orderOf(tenantId, 'fast', label)).attempts;
      const harder = why !== null && first.model.id === assigned.heavy && !isSameDoor(usual, attempts[0]) ? why : null;
      const told = resting || (await standsIn(tenantId, first.model, assigned[role], modelId)) ? 'fallback' : harder;
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
      const [usual, harder] = [await firstOf(tenantId, 'fast', fast), await firstOf(tenantId, 'heavy', heavy)];
      const sentTo = [...new Set([...fast.attempts, ...heavy.attempts].flatMap((attempt) => (isHere(attempt) ? [] : hostOf(attempt))))];
      if (!usual) return { model: null, device: null, heavy: null, sentTo, reason: fast.refusal ?? mode.reason };
      return { model: usual.name, device: usual.device, heavy: harder && harder.id !== usual.id ? harder.name : null, reason: null, sentTo };
    },
  };

  /** Whether another machine answers in place of the model of this one that the role has. */
  async function standsIn(tenantId: string, { id, name, sentTo }: AnsweringModel, chosen: string | null | undefined, asked: string | undefined): Promise<boolean> {
    return sentTo !== undefined && chosen != null && asked !== id && asked !== name && (await remotes.find(tenantId, chosen)) === undefined;
  }

  async function firstOf(tenantId: string, role: ChatRole, { attempts }: Order): ReturnType<LocalGateway['first']> {
    for (const attempt of attempts) {
      const found = isHere(attempt) ? await local.first(tenantId, role, attempt.among) : { id: attempt.id, name: attempt.name, device: hostOf(attempt) };
      if (found) return found;
    }
    return null;
  }
}

type Generation = NonNullable<Awaited<ReturnType<ModelGateway['chat']>>>;
type Why = Extract<GenerateEvent, { type: 'model' }>['why'];

const answering = (row: RemoteRow): AnsweringModel => ({ id: row.id, name: row.name, sha256: null, sentTo: hostOf(row), price: { in: row.price_in, out: row.price_out } });

const writes = ({ id, name, sha256, sentTo, price }: AnsweringModel, why: Why): Extract<GenerateEvent, { type: 'model' }> => ({ type: 'model', id, name, sha256, why, ...(sentTo === undefined ? {} : { sentTo }), ...(price === undefined ? {} : { price }) });

const isHere = (attempt: RemoteRow | Here | undefined): attempt is Here => attempt !== undefined && 'among' in attempt;

/** Models of this machine say themselves which of them writes. */
const isSameDoor = (one: RemoteRow | Here | undefined, other: RemoteRow | Here | undefined): boolean => one === other || (isHere(one) && isHere(other));

function addHere(attempts: Order['attempts'], id: string): void {
  const last = attempts.at(-1);
  if (isHere(last)) last.among.push(id);
  else attempts.push({ among: [id] });
}

async function* startingWith(first: Extract<GenerateEvent, { type: 'model' }> | null, events: AsyncIterable<GenerateEvent>): AsyncGenerator<GenerateEvent, void, void> {
  if (first !== null) yield first;
  for await (const event of events) if (event.type !== 'model' || event.id !== first?.id) yield event;
}
