import type { AuditEvent, AuditOutcome } from '#shared/contract/audit-events.ts';

/** Tenant of the platform's own chain: calls whose tenant is not known. RFC 9562 nil UUID. */
export const PLATFORM_TENANT = '00000000-0000-0000-0000-000000000000';

/** One record before the database gives it its place in the chain. */
export interface AuditEntry {
  id: string;
  tenantId: string;
  userId: string | null;
  sessionId: string | null;
  event: AuditEvent;
  outcome: AuditOutcome;
  operation: string;
  correlationId: string;
  resourceType: string | null;
  resourceId: string | null;
  model: string | null;
  toolsUsed: string[];
  /** HMAC-SHA-256, hexadecimal, of the request; SHA-256 of an id where no request stands behind the record. */
  requestHash: string;
  latencyMs: number | null;
  metadata: Record<string, unknown>;
  occurredAt: Date;
}

/** What the column holds; a file name, which models are named after, may be longer. */
const LONGEST_MODEL = 128;

/** PostgreSQL's text holds every character but NUL, and no half of a surrogate pair; one in a name must not stop the record. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '\ufffd').toWellFormed();
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [storable(key), storable(each)]));
}

/** The object that the database function `audit_append` takes. */
export function toRecord(entry: AuditEntry): unknown {
  return storable({
    id: entry.id,
    user_id: entry.userId,
    // Names change and are erased; records stay. Whoever reads the log looks them up by the id.
    user_name: null,
    session_id: entry.sessionId,
    event_type: entry.event,
    outcome: entry.outcome,
    operation: entry.operation,
    correlation_id: entry.correlationId,
    resource_type: entry.resourceType,
    resource_id: entry.resourceId,
    model: entry.model?.slice(0, LONGEST_MODEL) ?? null,
    tools_used: entry.toolsUsed,
    request_hash: entry.requestHash,
    latency_ms: entry.latencyMs,
    metadata: entry.metadata,
    occurred_at: entry.occurredAt.toISOString(),
  });
}
