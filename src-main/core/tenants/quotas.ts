import { MillwrightError } from '#shared/contract/errors.ts';
import type { Quotas } from '#shared/contract/tenants.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

const DAY_MS = 86_400_000;
export const NO_QUOTAS: Quotas = { documents: null, bytes: null, documentsEach: null, bytesEach: null, tokensPerDay: null, generations: null };

/** What of documents is limited: for a plant, and for each of its people. */
const KEPT = ['documents', 'bytes', 'documentsEach', 'bytesEach'] as const satisfies readonly (keyof Quotas)[];
type Kept = Record<(typeof KEPT)[number], number>;
const NOTHING_KEPT: Kept = { documents: 0, bytes: 0, documentsEach: 0, bytesEach: 0 };
const REACHED: Record<keyof Kept, (quota: number | null) => string> = {
  documents: (quota) => `This plant may keep ${plural(quota, 'document')}. Delete one to make room`,
  bytes: (quota) => `This plant may keep ${quota} bytes of documents. Delete some to make room`,
  documentsEach: (quota) => `Each person may have ${plural(quota, 'document')} here. Have one of yours deleted to make room`,
  bytesEach: (quota) => `Each person may have ${quota} bytes of documents here. Have some of yours deleted to make room`,
};

/** What a plant may still use. Nothing is limited unless an operator said so. */
export interface TenantQuotas {
  /** Within the transaction that adds a document: throws `QUOTA_REACHED` where the plant, or the person who adds it, now has too much. */
  requireRoom(tx: Transaction, userId: string): Promise<void>;
  /** Before a file is stored: throws `QUOTA_REACHED` where the plant or the person can have no more. */
  requireRoomForOne(owner: { tenantId: string; userId: string }): Promise<void>;
  /** Counts an answer that is being written; call what is returned when it ends. Throws `QUOTA_REACHED`. */
  beginGeneration(tenantId: string): Promise<(tokens: number) => Promise<void>>;
  generating(tenantId: string): number;
}

export function createQuotas({ database, clock }: { database: Database; clock: Clock }): TenantQuotas {
  const generating = new Map<string, number>();
  const count = (tenantId: string, by: number): void => void generating.set(tenantId, (generating.get(tenantId) ?? 0) + by);

  async function documentsOf(tx: Transaction, userId: string): Promise<{ quotas: Quotas; used: Kept }> {
    const quotas = await quotasOf(tx);
    if (KEPT.every((each) => quotas[each] === null)) return { quotas, used: NOTHING_KEPT };
    const used = await tx.one<Kept>(sql`SELECT count(*)::int AS documents, coalesce(sum(file_size_bytes), 0)::bigint AS bytes,
        count(*) FILTER (WHERE uploaded_by = ${userId})::int AS "documentsEach", coalesce(sum(file_size_bytes) FILTER (WHERE uploaded_by = ${userId}), 0)::bigint AS "bytesEach"
      FROM documents WHERE tenant_id = ${tx.tenantId}`);
    return { quotas, used };
  }

  return {
    async requireRoom(tx, userId) {
      const { quotas, used } = await documentsOf(tx, userId);
      refuse(quotas, (each) => used[each] > (quotas[each] ?? Infinity));
    },

    async requireRoomForOne({ tenantId, userId }) {
      const { quotas, used } = await database.withTenant({ tenantId, userId }, (tx) => documentsOf(tx, userId));
      refuse(quotas, (each) => used[each] >= (quotas[each] ?? Infinity));
    },

    async beginGeneration(tenantId) {
      const day = dayOf(clock.now());
      const { quotas, tokens } = await database.withTenant({ tenantId, userId: null }, async (tx) => ({
        quotas: await quotasOf(tx),
        tokens: (await tx.maybe<{ tokens: number }>(sql`SELECT tokens FROM token_usage WHERE tenant_id = ${tx.tenantId} AND day = ${day}::date`))?.tokens ?? 0,
      }));
      if (tokens >= (quotas.tokensPerDay ?? Infinity)) {
        const retryAfter = Math.ceil((DAY_MS - (clock.now().getTime() % DAY_MS)) / 1000);
        throw new MillwrightError('QUOTA_REACHED', `This plant has used its ${plural(quotas.tokensPerDay, 'token')} of today. Language models answer again at 00:00 UTC.`, { retryAfter });
      }
      if ((generating.get(tenantId) ?? 0) >= (quotas.generations ?? Infinity)) {
        throw new MillwrightError('QUOTA_REACHED', `This plant may have ${plural(quotas.generations, 'answer')} written at the same time. Ask again when one of them is complete.`, { retryAfter: 10 });
      }
      count(tenantId, 1);
      return async (used) => {
        count(tenantId, -1);
        if (used > 0) await database.withTenant({ tenantId, userId: null }, (tx) => tx.run(sql`INSERT INTO token_usage (tenant_id, day, tokens) VALUES (${tenantId}, ${day}::date, ${used})
          ON CONFLICT (tenant_id, day) DO UPDATE SET tokens = token_usage.tokens + excluded.tokens`));
      };
    },

    generating: (tenantId) => generating.get(tenantId) ?? 0,
  };
}

export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

async function quotasOf(tx: Transaction): Promise<Quotas> {
  const row = await tx.maybe<{ quotas: Partial<Quotas> | null }>(sql`SELECT config->'quotas' AS quotas FROM tenants WHERE id = ${tx.tenantId}`);
  return { ...NO_QUOTAS, ...row?.quotas };
}

function refuse(quotas: Quotas, reached: (quota: keyof Kept) => boolean): void {
  const which = KEPT.find(reached);
  if (which !== undefined) throw new MillwrightError('QUOTA_REACHED', `${REACHED[which](quotas[which])}, or ask the operator of this installation for more.`);
}

function plural(count: number | null, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
