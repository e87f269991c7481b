import { KEPT_KINDS, MemoryLimits, type MemoryOutlook } from '#shared/contract/memory.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database, TenantScope, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

const KEY = 'memory.limits';

/** How much is remembered of each person of the plant. */
export async function memoryLimits(tx: Transaction): Promise<MemoryLimits> {
  const row = await tx.maybe<{ value: unknown }>(sql`SELECT value FROM settings WHERE tenant_id = ${tx.tenantId} AND key = ${KEY}`);
  return MemoryLimits.parse(row?.value ?? {});
}

export async function setMemoryLimits(database: Database, clock: Clock, scope: TenantScope, limits: MemoryLimits): Promise<MemoryLimits> {
  await database.withTenant(scope, (tx) =>
    tx.run(sql`
      INSERT INTO settings (tenant_id, key, value, updated_at) VALUES (${scope.tenantId}, ${KEY}, ${JSON.stringify(limits)}::text::jsonb, ${clock.now()})
      ON CONFLICT (tenant_id, key) DO UPDATE SET value = EXCLUDED.value, updated_at = EXCLUDED.updated_at`),
  );
  return limits;
}

/** How much is remembered now, and what these limits make of that; those of the plant where one is not given. */
export async function memoryOutlook(database: Database, clock: Clock, scope: TenantScope, wanted: { episodes?: number | undefined; kept?: number | undefined }): Promise<MemoryOutlook> {
  return database.withTenant(scope, async (tx) => {
    const limits = await memoryLimits(tx);
    const { episodes = limits.episodes, kept = limits.kept } = wanted;
    const counts = await tx.one<{ people: number; most_episodes: number; most_kept: number; goes: number; full: number }>(sql`
      WITH counted AS (
        SELECT user_id, count(*) FILTER (WHERE kind = 'episode') AS episodes, count(*) FILTER (WHERE kind = ANY(${[...KEPT_KINDS]}::text[])) AS kept,
          EXISTS (SELECT 1 FROM legal_holds h WHERE h.tenant_id = ${tx.tenantId} AND h.user_id = m.user_id AND h.released_at IS NULL) AS held
        FROM memories m WHERE tenant_id = ${tx.tenantId} AND (expires_at IS NULL OR expires_at > ${clock.now()}) GROUP BY user_id)
      SELECT count(*)::int AS people, coalesce(max(episodes), 0)::int AS most_episodes, coalesce(max(kept), 0)::int AS most_kept,
        coalesce(sum(greatest(episodes - ${episodes}::int, 0)) FILTER (WHERE NOT held), 0)::int AS goes, (count(*) FILTER (WHERE kept >= ${kept}::int))::int AS full FROM counted`);
    return { limits, people: counts.people, most: { episodes: counts.most_episodes, kept: counts.most_kept }, goes: counts.goes, full: counts.full };
  });
}
