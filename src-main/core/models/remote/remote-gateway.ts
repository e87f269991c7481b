import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { labelRank } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { TenantScope } from '#core/ports/database.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import type { RemoteChat } from '#core/ports/remote-chat.ts';
import type { ChatRole, RoleAssignments } from '#core/models/choose-model.ts';
import { createCircuitBreaker } from '#core/models/circuit-breaker.ts';
import { escalate } from '#core/models/escalate.ts';
import type { ChatRequest, ModelGateway } from '#core/models/gateway.ts';
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

/** Why the remote model of a role is not asked, or the model. */
type Considered = { remote: RemoteRow; refusal: null } | { remote: RemoteRow | null; refusal: string | null };

/**
 * The gateway with models on other machines before it. What may not leave, or cannot now, is answered by this machine's own models where
 * there are any.
 */
export function withRemoteModels(local: ModelGateway, { remotes, roles, remoteChat, clock }: RemoteGatewayDeps): ModelGateway {
  const breaker = createCircuitBreaker(clock);

  async function consider(tenantId: string, role: ChatRole, label: Label | null, modelId?: string): Promise<Considered> {
    const remote = await remotes.find(tenantId, modelId ?? assignedId(await roles.read(tenantId), role));
    if (!remote) return { remote: null, refusal: null };
    if (label !== null && labelRank(label) > labelRank(remote.most_sensitive)) {
      return { remote, refusal: `What this answer would be made from is labelled ${label}, and may not leave this machine for ${remote.name}.` };
    }
    if (!remotes.allowed(remote)) return { remote, refusal: `This machine may not contact ${remote.name} any more. Its owner allows it with --outbound.` };
    if (!breaker.allows(remote.id)) return { remote, refusal: `${remote.name} failed several times in a row and is left alone for a minute.` };
    return { remote, refusal: null };
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

  /** Where the remote model fails before its first word, a model of this machine takes over. */
  async function* runOrFallBack(row: RemoteRow, scope: TenantScope, request: ChatRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    let shown = false;
    try {
      for await (const event of run(row, scope.tenantId, request, signal)) {
        shown ||= event.type === 'token';
        yield event;
      }
    } catch (error) {
      const other = shown || signal.aborted || !isFailure(error) ? null : await local.chat(scope, request, signal);
      if (!other) throw error;
      yield { type: 'model', name: other.model.name, why: 'fallback' };
      yield* other.events;
    }
  }

  return {
    ...local,
    async chat(scope, request, signal) {
      const { modelId } = request;
      const elsewhere = await remotes.find(scope.tenantId, modelId);
      const here = modelId === undefined || elsewhere ? null : await local.chat(scope, request, signal);
      if (here && here.model.id === modelId) return here;
      const { remote, refusal } = await consider(scope.tenantId, escalate(request).role, request.label ?? null, elsewhere?.id);
      if (!remote || refusal !== null) return local.chat(scope, request, signal);
      const model = { id: remote.id, name: remote.name, sha256: null, sentTo: hostOf(remote), price: { in: remote.price_in, out: remote.price_out } };
      return { model, events: runOrFallBack(remote, scope, request, signal) };
    },
    async answerMode(tenantId, label = null) {
      const { remote, refusal } = await consider(tenantId, 'fast', label);
      const heavy = await consider(tenantId, 'heavy', label);
      const sentTo = [...new Set([{ remote, refusal }, heavy].flatMap((each) => (each.remote && each.refusal === null ? hostOf(each.remote) : [])))];
      const mode = { ...(await local.answerMode(tenantId)), sentTo };
      if (remote && refusal === null) return { ...mode, model: remote.name, device: hostOf(remote), reason: null };
      return mode.model === null && refusal !== null ? { ...mode, reason: refusal } : mode;
    },
  };
}

const isFailure = (error: unknown): boolean => error instanceof MillwrightError && error.code === 'MODEL_UNAVAILABLE';

/** What is chosen for a role, else for the other one: as with the models of this machine. */
function assignedId(assigned: RoleAssignments, role: ChatRole): string | null {
  return assigned[role] ?? assigned[role === 'fast' ? 'heavy' : 'fast'] ?? null;
}
