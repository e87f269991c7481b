import { MillwrightError } from '#shared/contract/errors.ts';
import type { Quotas } from '#shared/contract/tenants.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

const DAY_MS = 86_400_000;
export const NO_QUOTAS: Quotas = { documents: null, bytes: null, tokensPerDay: null, generations: null };

/** What a plant may still use. Nothing is limited unless an operator said so. */
export interface TenantQuotas {
  /** Within the transaction that adds a document: throws `QUOTA_REACHED` where the plant now has too much. */
  requireRoom(tx: Transaction): Promise<void>;
  /** Before a file is stored: throws `QUOTA_REACHED` where the plant can have no more. */
  requireRoomForOne(tenantId: string): Promise<void>;
  /** Counts an answer that is being written; call what is returned when it ends. Throws `QUOTA_REACHED`. */
  beginGeneration(tenantId: string): Promise<(tokens: number) => Promise<void>>;
  generating(tenantId: string): number;
}

export function createQuotas({ database, clock }: { database: Database; clock: Clock }): TenantQuotas {
  const generating = new Map<string, number>();
  const count = (tenantId: string, by: number): void => void generating.set(tenantId, (generating.get(tenantId) ?? 0) + by);

  async function documentsOf(tx: Transaction): Promise<{ quotas: Quotas; documents: number; bytes: number } | null> {
    const quotas = await quotasOf(tx);
    if (quotas.documents === null && quotas.bytes === null) return null;
    const used = await tx.one<{ documents: number; bytes: number }>(sql`SELECT count(*)::int AS documents, coalesce(sum(file_size_bytes), 0)::bigint AS bytes FROM documents WHERE tenant_id = ${tx.tenantId}`);
    return { quotas, ...used };
  }

  return {
    async requireRoom(tx) {
      const used = await documentsOf(tx);
      if (used) refuse(used.documents > (used.quotas.documents ?? Infinity), used.bytes > (used.quotas.bytes ?? Infinity), used.quotas);
    },

    async requireRoomForOne(tenantId) {
      const used = await database.withTenant({ tenantId, userId: null }, documentsOf);
      if (used) refuse(used.documents >= (used.quotas.documents ?? Infinity), used.bytes >= (used.quotas.bytes ?? Infinity), used.quotas);
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

function refuse(documents: boolean, bytes: boolean, quotas: Quotas): void {
  if (documents) throw new MillwrightError('QUOTA_REACHED', `This plant may keep ${plural(quotas.documents, 'document')}. Delete one to make room, or ask the operator of this installation for more.`);
  if (bytes) throw new MillwrightError('QUOTA_REACHED', `This plant may keep ${quotas.bytes} bytes of documents. Delete some to make room, or ask the operator of this installation for more.`);
}

function plural(count: number | null, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
