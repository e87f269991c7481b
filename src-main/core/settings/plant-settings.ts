import type { Clock } from '#core/ports/clock.ts';
import type { Database, TenantScope } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { keepReads } from './kept-reads.ts';

/** What plants have set, by key: read once, since each call asks for several of them, and again after a change. */
export interface PlantSettings {
  /** As it was saved; undefined where the plant has not set it. Shared: not to be changed. */
  get(tenantId: string, key: string): Promise<unknown>;
  /** `value` is anything that JSON can hold. */
  save(scope: TenantScope, key: string, value: unknown): Promise<void>;
}

export function createPlantSettings({ database, clock }: { database: Database; clock: Clock }): PlantSettings {
  const reads = keepReads((place) => {
    const [tenantId = '', key = ''] = place.split('/', 2);
    return database.withTenant({ tenantId, userId: null }, async (tx) => {
      const row = await tx.maybe<{ value: unknown }>(sql`SELECT value FROM settings WHERE tenant_id = ${tx.tenantId} AND key = ${key}`);
      return { value: row?.value };
    });
  });

  const write = ({ tenantId, userId }: TenantScope, key: string, value: unknown): Promise<number> =>
    database.withTenant({ tenantId, userId }, (tx) =>
      tx.run(sql`INSERT INTO settings (tenant_id, key, value, updated_at) VALUES (${tenantId}, ${key}, ${JSON.stringify(value)}::text::jsonb, ${clock.now()})
        ON CONFLICT (tenant_id, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`),
    );

  return {
    get: async (tenantId, key) => (await reads.get(`${tenantId}/${key}`)).value,
    save: async (scope, key, value) => void (await reads.changing(`${scope.tenantId}/${key}`, () => write(scope, key, value))),
  };
}
