import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

const KEY = 'identity.idle-lock-minutes';
const DEFAULT_MINUTES = 10;

/** After how many minutes without use the screens of a plant lock themselves; 0 for never. */
export interface IdleLock {
  minutes(tenantId: string): Promise<number>;
  set(tenantId: string, minutes: number): Promise<void>;
}

export function createIdleLock(database: Database): IdleLock {
  return {
    async minutes(tenantId) {
      const row = await database.withTenant({ tenantId, userId: null }, (tx) => tx.maybe<{ value: unknown }>(sql`SELECT value FROM settings WHERE tenant_id = ${tx.tenantId} AND key = ${KEY}`));
      return typeof row?.value === 'number' ? row.value : DEFAULT_MINUTES;
    },
    async set(tenantId, minutes) {
      await database.withTenant({ tenantId, userId: null }, (tx) =>
        tx.run(sql`INSERT INTO settings (tenant_id, key, value) VALUES (${tenantId}, ${KEY}, ${String(minutes)}::text::jsonb)
          ON CONFLICT (tenant_id, key) DO UPDATE SET value = excluded.value, updated_at = now()`),
      );
    },
  };
}
