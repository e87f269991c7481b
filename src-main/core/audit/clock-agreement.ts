import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** Clocks that differ by less agree: those of a plant's machines are seldom set more closely. */
const TOLERANCE_MS = 5 * 60_000;

/** By how many seconds a moment lies after another that cannot have been before it; 0 where the clocks that told them agree. */
export function secondsAhead(moment: Date, later: Date): number {
  const ahead = moment.getTime() - later.getTime();
  return ahead > TOLERANCE_MS ? Math.round(ahead / 1_000) : 0;
}

/** By how many seconds the clock stands behind the newest record: it was turned back, or stood ahead before. 0 where it agrees with the record. */
export async function secondsBehindRecord(tx: Transaction, now: Date): Promise<number> {
  const { newest } = await tx.one<{ newest: Date | null }>(sql`SELECT max(created_at) AS newest FROM audit_logs WHERE tenant_id = ${tx.tenantId}`);
  return newest === null ? 0 : secondsAhead(newest, now);
}
