import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open as openFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteStream } from '#shared/contract/byte-source.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { UploadOwner } from '#core/ports/file-store.ts';
import { asDiskFull, requireSpace } from './disk-guard.ts';
import { writeAll } from './write-durably.ts';

const KEPT_MS = 60 * 60 * 1000;
const SWEEP_MS = 5 * 60 * 1000;
/** Each holds a file open. Our own screens send one file at a time. */
const MOST_PER_OWNER = 64;

interface Upload {
  owner: UploadOwner;
  path: string;
  sizeBytes: number;
  received: number;
  touched: number;
  /** Pieces are written one after the other, whatever the caller does. */
  tail: Promise<unknown>;
  handle: FileHandle;
}

export interface ChunkedUploads {
  begin(owner: UploadOwner, sizeBytes: number): Promise<string>;
  append(owner: UploadOwner, uploadId: string, offset: number, bytes: Blob): Promise<number>;
  take(owner: UploadOwner, uploadId: string): Promise<ByteStream>;
  abort(owner: UploadOwner, uploadId: string): Promise<boolean>;
  abortAll(owner: UploadOwner): Promise<void>;
}

/** Files arriving in pieces, in `directory`. Only the process that began an upload knows it: a restart forgets them all. */
export function createChunkedUploads(options: { directory: string; floorBytes: number; now?: () => number }): ChunkedUploads {
  const { directory, floorBytes, now = Date.now } = options;
  const uploads = new Map<string, Upload>();
  const sweeper = setInterval(() => void sweep(), SWEEP_MS);
  sweeper.unref();

  function find(owner: UploadOwner, id: string): Upload {
    const upload = uploads.get(id);
    if (upload === undefined || !isOf(upload, owner) || now() - upload.touched > KEPT_MS) throw new MillwrightError('UPLOAD_NOT_FOUND');
    return upload;
  }

  async function forget(id: string, upload: Upload): Promise<void> {
    uploads.delete(id);
    await upload.tail.catch(() => undefined);
    await upload.handle.close().catch(() => undefined);
    await rm(upload.path, { force: true, maxRetries: 3, retryDelay: 100 });
  }

  async function sweep(): Promise<void> {
    for (const [id, upload] of uploads) if (now() - upload.touched > KEPT_MS) await forget(id, upload).catch(() => undefined);
  }

  async function* drain(id: string, upload: Upload): ByteStream {
    for await (const bytes of createReadStream(upload.path)) yield bytes as Uint8Array;
    await forget(id, upload);
  }

  return {
    async begin(owner, sizeBytes) {
      if (sizeBytes <= 0) throw new MillwrightError('FILE_EMPTY');
      await sweep();
      const open = [...uploads.values()];
      if (open.filter((upload) => isOf(upload, owner)).length >= MOST_PER_OWNER) {
        throw new MillwrightError('RATE_LIMITED', `You have ${MOST_PER_OWNER} uploads under way. Finish or stop some of them first.`);
      }
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const promised = open.reduce((sum, upload) => sum + upload.sizeBytes - upload.received, 0);
      await requireSpace(directory, promised + sizeBytes, floorBytes);
      const id = randomUUID();
      const path = join(directory, `${id}.part`);
      const handle = await openFile(path, 'wx', 0o600);
      uploads.set(id, { owner: { ...owner }, path, sizeBytes, received: 0, touched: now(), tail: Promise.resolve(), handle });
      return id;
    },

    append(owner, uploadId, offset, bytes) {
      const upload = find(owner, uploadId);
      const step = upload.tail.catch(() => undefined).then(() => write(upload, offset, bytes, now));
      upload.tail = step;
      return step;
    },

    async take(owner, uploadId) {
      const upload = find(owner, uploadId);
      await upload.tail.catch(() => undefined);
      if (upload.received !== upload.sizeBytes) {
        throw new MillwrightError('INVALID_INPUT', `Only ${upload.received} of ${upload.sizeBytes} bytes have arrived. Send the rest first.`);
      }
      upload.touched = now();
      return drain(uploadId, upload);
    },

    async abort(owner, uploadId) {
      const upload = uploads.get(uploadId);
      if (upload === undefined || !isOf(upload, owner)) return false;
      await forget(uploadId, upload);
      return true;
    },

    async abortAll(owner) {
      for (const [id, upload] of uploads) if (isOf(upload, owner)) await forget(id, upload);
    },
  };
}

function isOf({ owner: { tenantId, userId } }: Upload, owner: UploadOwner): boolean {
  return tenantId === owner.tenantId && userId === owner.userId;
}

async function write(upload: Upload, offset: number, bytes: Blob, now: () => number): Promise<number> {
  if (offset !== upload.received) {
    throw new MillwrightError('INVALID_INPUT', `The next piece must start at byte ${upload.received}, not ${offset}.`);
  }
  if (offset + bytes.size > upload.sizeBytes) {
    throw new MillwrightError('INVALID_INPUT', `More bytes arrived than the ${upload.sizeBytes} that were announced.`);
  }
  try {
    await writeAll(upload.handle, new Uint8Array(await bytes.arrayBuffer()), offset);
  } catch (error) {
    throw asDiskFull(error);
  }
  upload.received += bytes.size;
  upload.touched = now();
  return upload.received;
}
