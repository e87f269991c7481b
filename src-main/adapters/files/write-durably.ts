import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { ByteStream } from '#shared/contract/byte-source.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { StoredFile } from '#core/ports/file-store.ts';
import { asDiskFull, requireSpace } from './disk-guard.ts';

const SPACE_CHECK_BYTES = 64 * 1024 * 1024;

export interface DurableWrite {
  /** Temporary path; must not exist. */
  path: string;
  directory: string;
  content: ByteStream;
  maxBytes: number;
  floorBytes: number;
  signal: AbortSignal;
  onBytes?: (bytes: number) => void;
}

/**
 * Writes a stream to a temporary file, hashing on the way, and syncs it. Throws `FILE_EMPTY`, `FILE_TOO_LARGE`,
 * `DISK_FULL`, `CANCELLED`; whatever is thrown, the temporary file is gone.
 */
export async function writeDurably(write: DurableWrite): Promise<StoredFile> {
  await requireSpace(write.directory, 0, write.floorBytes);
  const handle = await open(write.path, 'wx', 0o600);
  try {
    const stored = await copy(handle, write);
    await handle.sync();
    await handle.close();
    return stored;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(write.path, { force: true });
    throw asDiskFull(error);
  }
}

async function copy(handle: FileHandle, write: DurableWrite): Promise<StoredFile> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let nextCheck = SPACE_CHECK_BYTES;
  for await (const bytes of write.content) {
    if (write.signal.aborted) throw new MillwrightError('CANCELLED');
    sizeBytes += bytes.byteLength;
    if (sizeBytes > write.maxBytes) throw tooLarge(write.maxBytes);
    if (sizeBytes > nextCheck) {
      await requireSpace(write.directory, bytes.byteLength, write.floorBytes);
      nextCheck = sizeBytes + SPACE_CHECK_BYTES;
    }
    hash.update(bytes);
    await writeAll(handle, bytes);
    write.onBytes?.(sizeBytes);
  }
  if (write.signal.aborted) throw new MillwrightError('CANCELLED');
  if (sizeBytes === 0) throw new MillwrightError('FILE_EMPTY');
  return { sha256: hash.digest('hex'), sizeBytes };
}

/** One write call may take only part of the bytes. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number | null = null): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const at = position === null ? null : position + done;
    const { bytesWritten } = await handle.write(bytes, done, bytes.byteLength - done, at);
    done += bytesWritten;
  }
}

function tooLarge(maxBytes: number): MillwrightError {
  const limit = maxBytes >= 1024 * 1024 ? `${Math.floor(maxBytes / (1024 * 1024))} MB` : `${maxBytes} bytes`;
  return new MillwrightError('FILE_TOO_LARGE', `The file is larger than ${limit}, the most this installation accepts.`);
}
