import { MillwrightError } from '#shared/contract/errors.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** Whether the plant keeps what is remembered of a person. */
export async function isHeld(tx: Transaction, userId: string): Promise<boolean> {
  return (await tx.maybe(sql`SELECT id FROM legal_holds WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND released_at IS NULL`)) !== undefined;
}

/** Throws `PERSON_HELD` where the plant keeps what is remembered of a person. */
export async function requireFree(tx: Transaction, userId: string): Promise<void> {
  if (await isHeld(tx, userId)) throw new MillwrightError('PERSON_HELD', 'Your plant keeps what is remembered of you under a legal hold, so nothing of it can be changed or forgotten now.');
}
