import type { AuditOutcome } from '#shared/contract/audit-events.ts';
import type { AuditEntry } from '#core/audit/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { canonicalJson, tooDeep } from './json-texts.ts';
import type { GateState } from './tool-call.ts';

/** The record of a call: ids, names of what an admin set up, and a keyed hash of the arguments; never these themselves, nor the result. */
export function callRecord(state: GateState, outcome: AuditOutcome, { clock, crypto, secrets }: { clock: Clock; crypto: Crypto; secrets: Pick<Secrets, 'keyedHash'> }): AuditEntry {
  const { call, request, tool } = state;
  const { tenantId, userId, sessionId, key, via } = call.principal;
  const known = tool === null ? {} : { version: tool.version, kind: tool.definition.kind, writes: tool.definition.writes, leavesMachine: state.leavesMachine };
  return {
    id: crypto.uuid(), tenantId, userId, sessionId, event: 'tool.invocation', outcome, operation: 'tools.call', correlationId: call.correlationId,
    resourceType: 'tools', resourceId: tool?.id ?? null, model: null,
    toolsUsed: tool === null ? [] : [tool.definition.name],
    requestHash: state.hash === '' ? secrets.keyedHash(tooDeep(request.arguments) ? 'deeper' : canonicalJson(request.arguments), 'tool arguments') : state.hash,
    latencyMs: outcome === 'intent' ? null : Math.round(clock.elapsed() - state.startedAt),
    metadata: {
      ...known, requestedBy: request.requestedBy, via,
      ...(key ? { key: key.id } : {}),
      ...(request.agent === null || tool === null ? {} : { agent: request.agent }),
      ...(request.conversationId === null ? {} : { conversation: request.conversationId }),
      ...state.facts,
    },
    occurredAt: clock.now(),
  };
}
