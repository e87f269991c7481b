import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import { createChunkedUploads } from './chunked-uploads.ts';
import { makeScratchFolder } from './scratch-folder.ts';
import { syncDirectory } from './sync-directory.ts';
import { writeDurably } from './write-durably.ts';

export interface FileStoreOptions {
  /** Holds one directory a tenant and `incoming` for what has not arrived whole. */
  directory: string;
  /** New bytes are refused when fewer than this would stay free. */
  freeSpaceFloorBytes: number;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** Original files on this machine's disk: `<directory>/<tenant>/<first two digits>/<sha256>`. No name a person gave is ever used. */
export function createFileStore({ directory, freeSpaceFloorBytes: floorBytes }: FileStoreOptions): FileStore {
  const incoming = join(directory, 'incoming');
  const uploads = createChunkedUploads({ directory: incoming, floorBytes });
  // What a crash left half-written: no one can refer to it any more.
  const cleared = rm(incoming, { recursive: true, force: true, maxRetries: 3 }).then(() => mkdir(incoming, { recursive: true, mode: 0o700 }));
  cleared.catch(() => undefined);

  const tenantDirectory = (tenantId: string): string => {
    if (!UUID.test(tenantId)) throw new TypeError('not a tenant id');
    return join(directory, tenantId);
  };
  const path = (tenantId: string, sha256: string): string => {
    if (!SHA256.test(sha256)) throw new TypeError('not a content address');
    return join(tenantDirectory(tenantId), sha256.slice(0, 2), sha256);
  };

  return {
    path,

    async put(tenantId, content, maxBytes, signal) {
      await cleared;
      const temporary = join(incoming, `${randomUUID()}.part`);
      const stored = await writeDurably({ path: temporary, directory: incoming, content, maxBytes, floorBytes, signal });
      await moveInto(temporary, path(tenantId, stored.sha256), directory);
      return stored;
    },

    async blob(tenantId, sha256, type) {
      try {
        return await openAsBlob(path(tenantId, sha256), { type });
      } catch (cause) {
        throw new MillwrightError('DOCUMENT_NOT_FOUND', 'The original of this document is no longer on the disk.', { cause });
      }
    },

    async remove(tenantId, sha256) {
      await rm(path(tenantId, sha256), { force: true, maxRetries: 5, retryDelay: 100 });
    },

    async list(tenantId) {
      const names = await readdir(tenantDirectory(tenantId), { recursive: true, withFileTypes: true }).catch(noneIfMissing);
      return names.filter((entry) => entry.isFile() && SHA256.test(entry.name)).map((entry) => entry.name);
    },

    async scratch() {
      await cleared;
      return makeScratchFolder(incoming);
    },

    async beginUpload(owner, sizeBytes) {
      await cleared;
      return uploads.begin(owner, sizeBytes);
    },
    async appendUpload(owner, uploadId, offset, bytes) {
      return uploads.append(owner, uploadId, offset, bytes);
    },
    takeUpload: (owner, uploadId) => uploads.take(owner, uploadId),
    abortUpload: (owner, uploadId) => uploads.abort(owner, uploadId),
    abortUploads: (owner) => uploads.abortAll(owner),
  };
}

async function moveInto(temporary: string, target: string, root: string): Promise<void> {
  try {
    if (await exists(target)) {
      await rm(temporary, { force: true });
      return;
    }
    const folder = dirname(target);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(temporary, target);
    for (const directory of [folder, dirname(folder), root]) await syncDirectory(directory);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

function noneIfMissing(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
