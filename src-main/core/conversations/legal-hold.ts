import { MillwrightError } from '#shared/contract/errors.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** A hold that its person could undo by deleting would keep nothing. Throws `PERSON_HELD`. */
export async function requireNoHold(tx: Transaction, userId: string): Promise<void> {
  const held = await tx.maybe(sql`SELECT id FROM legal_holds WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND released_at IS NULL`);
  if (held) throw new MillwrightError('PERSON_HELD', 'Your plant keeps your conversations and plans under a legal hold, so nothing of them can be deleted or replaced now.');
}
