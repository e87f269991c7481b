import type { Database } from '#core/ports/database.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import { sql } from '#core/ports/sql.ts';
import type { FileGuard } from './file-guard.ts';

interface Deps {
  database: Database;
  files: FileStore;
  guard: FileGuard;
}

/** Removes an original that no document refers to. */
export function removeUnreferenced({ database, files, guard }: Deps, tenantId: string, sha256: string): Promise<void> {
  return guard.removing(tenantId, async () => {
    const used = await database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.maybe(sql`SELECT id FROM documents WHERE tenant_id = ${tx.tenantId} AND storage_path = ${sha256}`),
    );
    if (used === undefined) await files.remove(tenantId, sha256);
  });
}

/** Removes originals that a crash left without a document. */
export async function sweepFiles(deps: Deps, tenantId: string): Promise<void> {
  const known = await deps.database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.rows<{ storage_path: string }>(sql`SELECT storage_path FROM documents WHERE tenant_id = ${tx.tenantId}`),
  );
  const kept = new Set(known.map((row) => row.storage_path));
  for (const sha256 of await deps.files.list(tenantId)) if (!kept.has(sha256)) await removeUnreferenced(deps, tenantId, sha256);
}
