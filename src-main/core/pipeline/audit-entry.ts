import type { AuditEvent, AuditOutcome } from '#shared/contract/audit-events.ts';
import type { MillwrightError } from '#shared/contract/errors.ts';
import { type AuditEntry, PLATFORM_TENANT } from '#core/audit/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import type { Principal } from './call.ts';
import type { CallState } from './call-state.ts';
import { requestHash } from './request-hash.ts';

const NOT_SIGNED_IN: ReadonlySet<string> = new Set([
  'UNAUTHENTICATED', 'SESSION_EXPIRED', 'SIGN_IN_FAILED', 'ACCOUNT_LOCKED', 'SETUP_LINK_INVALID',
  'SSO_REFUSED', 'SSO_NO_ROLE', 'OFFLINE_REFUSED', 'CODE_NEEDED', 'CODE_WRONG', 'SESSION_LOCKED',
]);
const NOT_ALLOWED: ReadonlySet<string> = new Set(['FORBIDDEN', 'RATE_LIMITED']);

export function outcomeOf(error: MillwrightError): AuditOutcome {
  if (NOT_SIGNED_IN.has(error.code) || NOT_ALLOWED.has(error.code)) return 'denied';
  if (error.code === 'INVALID_INPUT') return 'invalid';
  return error.code === 'CANCELLED' ? 'cancelled' : 'failed';
}

function eventOf(call: CallState, outcome: AuditOutcome, error: MillwrightError | null): AuditEvent {
  if (error && NOT_SIGNED_IN.has(error.code)) return 'auth.denied';
  if (error && NOT_ALLOWED.has(error.code)) return 'policy.denied';
  const declared = call.operation.audit;
  if (!declared) return 'policy.denied';
  return outcome === 'intent' ? declared.event : (declared.ended ?? declared.event);
}

/** The record of a call at its beginning (`intent`) or its end. Only the declared fields of the input are kept. */
export function auditEntry(
  call: CallState,
  outcome: AuditOutcome,
  error: MillwrightError | null,
  { clock, crypto, secrets }: { clock: Clock; crypto: Crypto; secrets: Pick<Secrets, 'keyedHash'> },
): AuditEntry {
  const { operation, principal, facts } = call;
  const input = (call.input ?? {}) as Record<string, unknown>;
  const kept = Object.fromEntries((operation.audit?.keep ?? []).filter((key) => input[key] !== undefined).map((key) => [key, input[key]]));
  const hashed = Object.fromEntries((operation.audit?.hashed ?? []).flatMap((key) => (typeof input[key] === 'string' ? [[`${key}Hash`, secrets.keyedHash(input[key], `audit ${key}`)]] : [])));
  const resource = operation.audit?.resource;
  return {
    id: crypto.uuid(),
    tenantId: principal?.tenantId ?? facts.tenantId ?? PLATFORM_TENANT,
    userId: principal?.userId ?? facts.userId ?? null,
    sessionId: principal?.sessionId ?? null,
    event: eventOf(call, outcome, error),
    outcome,
    operation: operation.name,
    correlationId: call.correlationId,
    resourceType: operation.feature,
    resourceId: facts.resourceId ?? (resource ? String(input[resource] ?? '') || null : null),
    model: facts.model ?? null,
    toolsUsed: [...(facts.tools ?? [])],
    requestHash: call.requestHash ?? requestHash(call.invocation.input, secrets),
    latencyMs: outcome === 'intent' ? null : Math.round(clock.elapsed() - call.startedAt),
    metadata: { ...kept, ...hashed, ...facts.metadata, ...(principal ? provenance(principal) : {}), ...(error ? { error: error.code } : {}) },
    occurredAt: clock.now(),
  };
}

/** How the caller came to be who they are. */
function provenance({ via, key, onBehalf }: Principal): Record<string, string | boolean> {
  return { via, ...(key ? { key: key.id } : {}), ...(onBehalf ? { onBehalf } : {}) };
}
