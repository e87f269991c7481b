import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Exports } from '#core/ports/exports.ts';
import type { UploadOwner } from '#core/ports/file-store.ts';
import { writeDurably } from './write-durably.ts';

const KEPT_MS = 60 * 60 * 1000;

interface Kept {
  owner: UploadOwner;
  about: string;
  path: string;
  timer: NodeJS.Timeout;
}

/** Exports as files in a folder of their own, emptied at the start. */
export function createKeptExports({ directory, floorBytes, keptMs = KEPT_MS }: { directory: string; floorBytes: number; keptMs?: number }): Exports {
  const all = new Map<string, Kept>();
  const cleared = rm(directory, { recursive: true, force: true, maxRetries: 3 }).then(() => mkdir(directory, { recursive: true, mode: 0o700 }));
  cleared.catch(() => undefined);

  async function forget(id: string, { path, timer }: Kept): Promise<void> {
    all.delete(id);
    clearTimeout(timer);
    await rm(path, { force: true, maxRetries: 3, retryDelay: 100 });
  }

  return {
    async keep(owner, about, content, signal) {
      await cleared;
      const id = randomUUID();
      const path = join(directory, `${id}.zip`);
      const { sizeBytes } = await writeDurably({ path, directory, content, maxBytes: Number.POSITIVE_INFINITY, floorBytes, signal });
      const timer = setTimeout(() => void forget(id, kept).catch(() => undefined), keptMs).unref();
      const kept: Kept = { owner: { ...owner }, about, path, timer };
      all.set(id, kept);
      return { id, sizeBytes };
    },

    async open(owner, id) {
      const kept = all.get(id);
      if (kept === undefined || kept.owner.tenantId !== owner.tenantId || kept.owner.userId !== owner.userId) throw new MillwrightError('EXPORT_NOT_FOUND');
      return openAsBlob(kept.path, { type: 'application/zip' });
    },

    async removeAbout(tenantId, userId) {
      for (const [id, kept] of all) if (kept.owner.tenantId === tenantId && kept.about === userId) await forget(id, kept);
    },
  };
}
