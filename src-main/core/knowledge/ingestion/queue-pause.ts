import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

const KEY = 'ingestion.paused';

/** Whether a plant's documents wait until a person resumes their reading. Outlives the process. */
export interface QueuePause {
  load(tenantId: string): Promise<void>;
  set(tenantId: string, paused: boolean): Promise<void>;
  paused(tenantId: string): boolean;
}

export function createQueuePause(database: Database): QueuePause {
  const known = new Set<string>();
  const note = (tenantId: string, paused: boolean): void => void (paused ? known.add(tenantId) : known.delete(tenantId));
  return {
    async load(tenantId) {
      const row = await database.withTenant({ tenantId, userId: null }, (tx) =>
        tx.maybe<{ value: unknown }>(sql`SELECT value FROM settings WHERE tenant_id = ${tx.tenantId} AND key = ${KEY}`),
      );
      note(tenantId, row?.value === true);
    },
    async set(tenantId, paused) {
      await database.withTenant({ tenantId, userId: null }, (tx) =>
        tx.run(sql`INSERT INTO settings (tenant_id, key, value) VALUES (${tenantId}, ${KEY}, ${paused ? 'true' : 'false'}::jsonb)
          ON CONFLICT (tenant_id, key) DO UPDATE SET value = excluded.value, updated_at = now()`),
      );
      note(tenantId, paused);
    },
    paused: (tenantId) => known.has(tenantId),
  };
}
