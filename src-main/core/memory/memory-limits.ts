import { MemoryLimits } from '#shared/contract/memory.ts';
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
