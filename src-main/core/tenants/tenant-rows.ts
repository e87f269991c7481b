import type { AskRates, Quotas, TenantSummary } from '#shared/contract/tenants.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { NO_QUOTAS, type TenantQuotas } from './quotas.ts';

interface TenantRow {
  id: string;
  name: string;
  slug: string;
  is_active: boolean;
  created_at: Date;
  quotas: Partial<Quotas> | null;
  suspended: { reason: string; since: string } | null;
  ask_rates: AskRates | null;
  documents: number;
  bytes: number;
  tokens: number;
}

/** Every plant, or one; with sums of what it uses on a day. */
export function tenantRows(tx: Transaction, day: string, id: string | null = null): Promise<TenantRow[]> {
  return tx.rows<TenantRow>(sql`
    SELECT t.id, t.name, t.slug, t.is_active, t.created_at, t.config->'quotas' AS quotas, t.config->'suspended' AS suspended, t.config->'askRates' AS ask_rates, coalesce(d.documents, 0)::int AS documents,
           coalesce(d.bytes, 0)::bigint AS bytes, coalesce(u.tokens, 0)::bigint AS tokens
    FROM tenants t
    LEFT JOIN (SELECT tenant_id, count(id) AS documents, sum(file_size_bytes) AS bytes FROM documents GROUP BY tenant_id) d ON d.tenant_id = t.id
    LEFT JOIN token_usage u ON u.tenant_id = t.id AND u.day = ${day}::date
    WHERE ${id}::uuid IS NULL OR t.id = ${id}::uuid
    ORDER BY t.created_at, t.id`);
}

export function tenantSummary(row: TenantRow, quotas: TenantQuotas): TenantSummary {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    active: row.is_active,
    suspended: row.is_active ? null : (row.suspended ?? { reason: '', since: row.created_at.toISOString() }),
    createdAt: row.created_at.toISOString(),
    quotas: { ...NO_QUOTAS, ...row.quotas },
    askRates: row.ask_rates ?? {},
    usage: { documents: row.documents, bytes: row.bytes, tokensToday: row.tokens, generations: quotas.generating(row.id) },
  };
}
