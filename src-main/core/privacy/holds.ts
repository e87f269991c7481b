import type { Hold } from '#shared/contract/privacy.ts';
import type { Transaction } from '#core/ports/database.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';

const MOST_LISTED = 500;

interface Row {
  id: string;
  user_id: string;
  user_name: string;
  reason: string;
  placed_by: string;
  placer_name: string;
  placed_at: Date;
  release_reason: string | null;
  released_by: string | null;
  releaser_name: string | null;
  released_at: Date | null;
}

/** Legal holds of this transaction's plant: those that hold first, then the latest. */
export async function holdsWhere(tx: Transaction, condition: SqlStatement): Promise<Hold[]> {
  const rows = await tx.rows<Row>(sql`
    SELECT h.id, h.user_id, held.display_name AS user_name, h.reason, h.placed_by, placer.display_name AS placer_name, h.placed_at,
      h.release_reason, h.released_by, releaser.display_name AS releaser_name, h.released_at
    FROM legal_holds h
      JOIN users held ON held.tenant_id = h.tenant_id AND held.id = h.user_id
      JOIN users placer ON placer.tenant_id = h.tenant_id AND placer.id = h.placed_by
      LEFT JOIN users releaser ON releaser.tenant_id = h.tenant_id AND releaser.id = h.released_by
    WHERE h.tenant_id = ${tx.tenantId} AND (${condition}) ORDER BY h.released_at IS NOT NULL, h.placed_at DESC, h.id LIMIT ${MOST_LISTED}`);
  return rows.map(toHold);
}

/** The hold that keeps a person's things now. */
export async function holdOn(tx: Transaction, userId: string): Promise<Hold | null> {
  const [hold] = await holdsWhere(tx, sql`h.user_id = ${userId} AND h.released_at IS NULL`);
  return hold ?? null;
}

function toHold(row: Row): Hold {
  const { released_by: by, released_at: at } = row;
  return {
    id: row.id,
    person: { id: row.user_id, name: row.user_name },
    reason: row.reason,
    placedBy: { id: row.placed_by, name: row.placer_name },
    placedAt: row.placed_at.toISOString(),
    released: by === null || at === null ? null : { by: { id: by, name: row.releaser_name ?? '' }, at: at.toISOString(), reason: row.release_reason ?? '' },
  };
}
