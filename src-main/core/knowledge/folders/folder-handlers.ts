import { folders as contract } from '#shared/contract/folders.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { bindHandlers, type BoundOperation, type Principal } from '#core/pipeline/index.ts';
import { requireCollection } from '#core/knowledge/documents/collection-rows.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import type { FolderReader } from '#core/ports/folder-reader.ts';
import { sql } from '#core/ports/sql.ts';
import { allFolders, folderById, type FolderRow, watchedFolder } from './folder-rows.ts';
import type { FolderWatch } from './folder-watch.ts';

interface Deps {
  database: Database;
  crypto: Crypto;
  clock: Clock;
  /** Null where this host follows no folders. */
  folders: FolderReader | null;
  watch: FolderWatch | null;
}

export function folderHandlers({ database, crypto, clock, folders, watch }: Deps): BoundOperation[] {
  const within = <T>({ tenantId, userId }: Principal, work: (tx: Transaction) => Promise<T>): Promise<T> => database.withTenant({ tenantId, userId }, work);

  return bindHandlers(contract, {
    list: async (_, { principal }) => ({ folders: (await within(principal, allFolders)).map(watchedFolder) }),

    async add({ path, label, tags, collectionId }, { principal, note }) {
      if (folders === null) throw new MillwrightError('FOLDER_REFUSED', 'Folders cannot be followed here.');
      const { tenantId, userId } = principal;
      const real = await folders.admit(path);
      const row = await within(principal, async (tx) => {
        if (collectionId !== undefined) await requireCollection(tx, collectionId);
        requireApart(real, await allFolders(tx));
        const id = crypto.uuid();
        await tx.run(sql`INSERT INTO watched_folders (id, tenant_id, path, label, tags, collection_id, added_by, created_at)
          VALUES (${id}, ${tenantId}, ${real}, ${label}, ${tags}::text[], ${collectionId ?? null}, ${userId}, ${clock.now()})`);
        return folderById(tx, id);
      });
      watch?.follow(tenantId, row);
      note({ resourceId: row.id });
      return watchedFolder(row);
    },

    async remove({ id }, { principal }) {
      await within(principal, async (tx) => {
        await folderById(tx, id);
        await tx.run(sql`DELETE FROM watched_folders WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
      });
      watch?.unfollow(id);
      return { removed: true };
    },

    async scan({ id }, { principal }) {
      await within(principal, (tx) => folderById(tx, id));
      if (watch === null) throw new MillwrightError('FOLDER_REFUSED', 'Folders cannot be followed here.');
      return watch.look(principal.tenantId, id);
    },
  });
}

/** A file that lies in two followed folders would come and go with either. */
function requireApart(path: string, followed: readonly FolderRow[]): void {
  const steps = (text: string): string => `${text.replaceAll('\\', '/').replace(/\/+$/, '')}/`;
  for (const other of followed) {
    if (steps(path) === steps(other.path)) throw new MillwrightError('FOLDER_REFUSED', 'This folder is followed already.');
    if (steps(path).startsWith(steps(other.path))) throw new MillwrightError('FOLDER_REFUSED', `This folder lies in “${other.path}”, which is followed already.`);
    if (steps(other.path).startsWith(steps(path))) throw new MillwrightError('FOLDER_REFUSED', `“${other.path}” in this folder is followed already. Stop following that one first.`);
  }
}
