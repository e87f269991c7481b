import type { FolderReport } from '#shared/contract/folders.ts';
import type { DocumentEvents } from '#core/knowledge/documents/document-events.ts';
import type { Outbox } from '#core/knowledge/indexing/outbox.ts';
import type { RecallSweep } from '#core/knowledge/recalls/recall-sweep.ts';
import { publishFamily } from '#core/knowledge/revisions/revision-news.ts';
import type { Logger } from '#core/ports/logger.ts';
import { sql } from '#core/ports/sql.ts';
import { activeTenants } from '#core/tenants/index.ts';
import { type LookDeps, lookAtFolder } from './folder-look.ts';

/** A share tells of nothing, so every folder is looked at this often. */
const EVERY_MS = 60_000;

export interface FolderWatchDeps extends LookDeps {
  outbox: Outbox;
  events: DocumentEvents;
  recalls: RecallSweep;
  logger: Logger;
  /** Writes the audit record of a look that nobody asked for and that changed something. */
  recordLook(tenantId: string, folderId: string, report: FolderReport): Promise<void>;
}

/** Follows folders in the background, one look at a time. */
export interface FolderWatch {
  start(): Promise<void>;
  /** Begins to follow a folder, with a look at once. */
  follow(tenantId: string, folder: { id: string; path: string }): void;
  unfollow(folderId: string): void;
  /** Looks now; a look that is under way is waited for first. */
  look(tenantId: string, folderId: string): Promise<FolderReport>;
  close(): Promise<void>;
}

export function createFolderWatch(deps: FolderWatchDeps): FolderWatch {
  const controller = new AbortController();
  const followed = new Map<string, { tenantId: string; stop: () => void; waiting: boolean }>();
  let tail: Promise<unknown> = Promise.resolve();
  let timer: ReturnType<typeof setInterval> | undefined;

  async function look(tenantId: string, folderId: string): Promise<FolderReport> {
    const { report, families } = await lookAtFolder(deps, tenantId, folderId, controller.signal);
    if (families.length > 0) await deps.outbox.drain(tenantId);
    for (const family of families) await publishFamily(deps, tenantId, family);
    if (families.length > 0) await deps.recalls.look(tenantId, { families });
    return report;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = tail.catch(() => undefined).then(work);
    tail = done.catch(() => undefined);
    return done;
  }

  /** Asked for by nobody: what it changes is recorded as the core's own doing. */
  function lookSoon(folderId: string): void {
    const entry = followed.get(folderId);
    if (entry === undefined || entry.waiting || controller.signal.aborted) return;
    entry.waiting = true;
    void inTurn(async () => {
      entry.waiting = false;
      if (!followed.has(folderId) || controller.signal.aborted) return;
      const report = await look(entry.tenantId, folderId);
      if (report.added + report.revised + report.removed > 0) await deps.recordLook(entry.tenantId, folderId, report);
    }).catch((error: unknown) => {
      if (!controller.signal.aborted) deps.logger.warn('a folder could not be looked at', { tenantId: entry.tenantId, folderId, error: String(error) });
    });
  }

  const follow: FolderWatch['follow'] = (tenantId, { id, path }) => {
    followed.get(id)?.stop();
    followed.set(id, { tenantId, waiting: false, stop: deps.folders.watch(path, () => lookSoon(id)) });
    lookSoon(id);
  };

  return {
    async start() {
      for (const tenantId of await activeTenants(deps.database)) {
        const rows = await deps.database.withTenant({ tenantId, userId: null }, (tx) =>
          tx.rows<{ id: string; path: string }>(sql`SELECT id, path FROM watched_folders WHERE tenant_id = ${tx.tenantId} ORDER BY created_at, id`),
        );
        for (const row of rows) follow(tenantId, row);
      }
      timer = setInterval(() => [...followed.keys()].forEach(lookSoon), EVERY_MS);
      timer.unref?.();
    },
    follow,
    unfollow(folderId) {
      followed.get(folderId)?.stop();
      followed.delete(folderId);
    },
    look: (tenantId, folderId) => inTurn(() => look(tenantId, folderId)),
    async close() {
      clearInterval(timer);
      controller.abort();
      for (const { stop } of followed.values()) stop();
      await tail;
    },
  };
}
