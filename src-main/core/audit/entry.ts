import type { AuditEvent, AuditOutcome } from '#shared/contract/audit-events.ts';

/** Tenant of the platform's own chain: calls whose tenant is not known. RFC 9562 nil UUID. */
export const PLATFORM_TENANT = '00000000-0000-0000-0000-000000000000';

/** One record before the database gives it its place in the chain. */
export interface AuditEntry {
  id: string;
  tenantId: string;
  userId: string | null;
  userName: string | null;
  sessionId: string | null;
  event: AuditEvent;
  outcome: AuditOutcome;
  operation: string;
  correlationId: string;
  resourceType: string | null;
  resourceId: string | null;
  model: string | null;
  toolsUsed: string[];
  /** SHA-256, hexadecimal, of the request. */
  requestHash: string;
  latencyMs: number | null;
  metadata: Record<string, unknown>;
  occurredAt: Date;
}

/** PostgreSQL's text holds every character but NUL, and one in a filename must not stop the record. */
function withoutNul(metadata: Record<string, unknown>): unknown {
  return JSON.parse(JSON.stringify(metadata).replaceAll('\\u0000', '\\ufffd'));
}

/** The object that the database function `audit_append` takes. */
export function toRecord(entry: AuditEntry): Record<string, unknown> {
  return {
    id: entry.id,
    user_id: entry.userId,
    user_name: entry.userName,
    session_id: entry.sessionId,
    event_type: entry.event,
    outcome: entry.outcome,
    operation: entry.operation,
    correlation_id: entry.correlationId,
    resource_type: entry.resourceType,
    resource_id: entry.resourceId,
    model: entry.model,
    tools_used: entry.toolsUsed,
    request_hash: entry.requestHash,
    latency_ms: entry.latencyMs,
    metadata: withoutNul(entry.metadata),
    occurred_at: entry.occurredAt.toISOString(),
  };
}
