import type { AuditEvent, AuditOutcome } from '#shared/contract/audit-events.ts';
import type { AuditTrail } from '#core/audit/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { ApprovalRow } from './approval-rows.ts';

export interface Recorded {
  event: AuditEvent;
  outcome?: AuditOutcome;
  /** Who did it; null for the passing of time. */
  userId: string | null;
  metadata?: Record<string, string | number | boolean | readonly string[]>;
}

/** Records a step of an approval under the reference of the question it began with, so that one reference leads through all of it. */
export function createApprovalRecord({ trail, crypto, clock }: { trail: AuditTrail; crypto: Crypto; clock: Clock }) {
  return (tenantId: string, row: Pick<ApprovalRow, 'id' | 'tool' | 'correlation_id' | 'arguments_hash'>, { event, outcome = 'ok', userId, metadata = {} }: Recorded): Promise<void> =>
    trail.write({
      id: crypto.uuid(), tenantId, userId, sessionId: null, event, outcome, operation: 'approvals.step', correlationId: row.correlation_id,
      resourceType: 'approvals', resourceId: row.id, model: null, toolsUsed: [row.tool], requestHash: row.arguments_hash, latencyMs: null, metadata, occurredAt: clock.now(),
    });
}

export type ApprovalRecord = ReturnType<typeof createApprovalRecord>;
