import { type AuditEntry, type AuditTrail, createBackgroundEntry } from '#core/audit/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Transaction } from '#core/ports/database.ts';
import type { ApprovalRow } from './approval-rows.ts';

/** What happened, and who did it: nobody where time did. */
export type Recorded = Pick<AuditEntry, 'event' | 'userId'> & Partial<Pick<AuditEntry, 'metadata' | 'outcome'>>;

/**
 * Records a step of an approval in the transaction that makes it, so that no end of the program comes between the two, and under the reference
 * of the question it began with, so that one reference leads through all of it.
 */
export function createApprovalRecord({ trail, ...ports }: { trail: AuditTrail; crypto: Crypto; clock: Clock }) {
  const entry = createBackgroundEntry(ports);
  return (tx: Transaction, row: Pick<ApprovalRow, 'id' | 'tool' | 'correlation_id' | 'arguments_hash'>, step: Recorded): Promise<void> =>
    trail.within(tx, entry({ ...step, tenantId: tx.tenantId, operation: 'approvals.step', correlationId: row.correlation_id, resourceType: 'approvals', resourceId: row.id, toolsUsed: [row.tool], requestHash: row.arguments_hash }));
}

export type ApprovalRecord = ReturnType<typeof createApprovalRecord>;
