import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** The ids of the plants that are not suspended, the oldest first: for work in the background, which goes on for each of them. */
export async function activeTenants(database: Database): Promise<string[]> {
  const rows = await database.withSystem((tx) => tx.rows<{ id: string }>(sql`SELECT id FROM tenants WHERE is_active ORDER BY created_at, id`));
  return rows.map(({ id }) => id);
}
