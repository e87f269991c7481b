import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { ModelSource } from '#core/ports/model-sources.ts';
import { asDiskFull } from './disk-guard.ts';
import { writeAll } from './write-durably.ts';

/** Half-made copies are named like this; the note beside one says how far it is on the disk for certain. */
export const KEPT_COPY = /^\.[0-9a-f]{32}\.copy(\.json)?$/;
const SYNC_BYTES = 64 * 1024 * 1024;

export interface ResumableCopy {
  source: ModelSource;
  /** Where the half-made copy is kept. */
  folder: string;
  /** SHA-256 (hex) that the whole must have; null for any. */
  sha256: string | null;
  floorBytes: number;
  signal: AbortSignal;
  onBytes: (bytes: number) => void;
  /** What was copied counts as kept each time so many more bytes are on the disk. */
  syncBytes?: number | undefined;
}

export interface FinishedCopy {
  /** Still under its temporary name, so that it is found again after a crash until {@link releaseCopy} lets it go. */
  path: string;
  sha256: string;
  sizeBytes: number;
}

/**
 * Copies a source, from where an earlier attempt got to, whatever ended that: a pulled disk, a stop, a killed process, a power
 * cut. What is kept is hashed again, so the checksum is that of all bytes. Throws `DISK_FULL` before the first byte where they
 * will not fit, `FILE_UNREADABLE`, `MODEL_INVALID` for another checksum, `CANCELLED`; and `FILE_EMPTY`; what would not end otherwise the next time is not kept.
 */
export async function copyResumably(copy: ResumableCopy): Promise<FinishedCopy> {
  const path = join(copy.folder, `.${createHash('sha256').update(copy.source.identity).digest('hex').slice(0, 32)}.copy`);
  const kept = await keptBytes(path);
  await requireRoom(copy, kept);
  const handle = await open(path, kept > 0 ? 'r+' : 'w', 0o600);
  try {
    const done = await transfer(copy, path, handle, kept);
    await handle.sync();
    if (copy.sha256 !== null && done.sha256 !== copy.sha256.toLowerCase()) {
      throw new MillwrightError('MODEL_INVALID', 'The file does not have the checksum that it should have: it is damaged or another one. Copy it again from where it came.');
    }
    await writeNote(path, done.sizeBytes);
    return { path, ...done };
  } catch (error) {
    if (isHopeless(error)) await forgetCopy(path);
    throw asDiskFull(error);
  } finally {
    await handle.close().catch(() => undefined);
  }
}

const noteOf = (path: string): string => `${path}.json`;

/** Forgets a copy that has got its name. */
export const releaseCopy = (path: string): Promise<void> => rm(noteOf(path), { force: true });

/** Whether trying again would end the same: then nothing is kept for it. */
export function isHopeless(error: unknown): boolean {
  return error instanceof MillwrightError && (error.code === 'MODEL_INVALID' || error.code === 'FILE_EMPTY');
}

/** Drops a copy, half-made or whole, with its note. */
export async function forgetCopy(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(noteOf(path), { force: true });
}

/** What an earlier attempt left that is on the disk for certain. */
async function keptBytes(path: string): Promise<number> {
  try {
    const { bytes } = JSON.parse(await readFile(noteOf(path), 'utf8')) as { bytes: unknown };
    const { size } = await stat(path);
    return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes > 0 && bytes <= size ? bytes : 0;
  } catch {
    return 0;
  }
}

async function requireRoom({ source, folder, floorBytes }: ResumableCopy, kept: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const [free, more] = [bavail * bsize - floorBytes, (source.sizeBytes ?? kept) - kept];
  if (more <= free) return;
  throw new MillwrightError('DISK_FULL', `The model needs ${gigabytes(more)} more, and only ${gigabytes(Math.max(0, free))} can be used on the disk of the models folder. Free some space and try again.`);
}

async function transfer(copy: ResumableCopy, path: string, handle: FileHandle, kept: number): Promise<Omit<FinishedCopy, 'path'>> {
  const { source, signal, onBytes, syncBytes = SYNC_BYTES } = copy;
  let hash = createHash('sha256');
  if (kept > 0) await hashFile(hash, path, kept, signal);
  const { from, bytes } = await source.open(kept, signal);
  if (from !== kept) hash = createHash('sha256');
  await handle.truncate(from);
  let at = from;
  let synced = from;
  const keep = async (): Promise<void> => {
    await handle.datasync();
    await writeNote(path, at);
    synced = at;
  };
  try {
    for await (const piece of bytes) {
      if (signal.aborted) throw new MillwrightError('CANCELLED');
      if (source.sizeBytes !== null && at + piece.byteLength > source.sizeBytes) throw changed();
      await writeAll(handle, piece, at);
      hash.update(piece);
      at += piece.byteLength;
      onBytes(at);
      if (at - synced < syncBytes) continue;
      await requireRoom(copy, at);
      await keep();
    }
    if (signal.aborted) throw new MillwrightError('CANCELLED');
    if (source.sizeBytes !== null && at < source.sizeBytes) throw changed();
    if (at === 0) throw new MillwrightError('FILE_EMPTY');
  } catch (error) {
    // Whatever came in until then is there the next time, if the disk still takes it.
    await keep().catch(() => undefined);
    throw error;
  }
  return { sha256: hash.digest('hex'), sizeBytes: at };
}

function changed(): MillwrightError {
  return new MillwrightError('FILE_UNREADABLE', 'The file ended early or grew while it was copied. Check the disk it is on, then start again: what was copied is kept.');
}

async function hashFile(hash: Hash, path: string, bytes: number, signal: AbortSignal): Promise<void> {
  for await (const piece of createReadStream(path, { end: bytes - 1, highWaterMark: 1024 * 1024 })) {
    if (signal.aborted) throw new MillwrightError('CANCELLED');
    hash.update(piece as Uint8Array);
  }
}

async function writeNote(path: string, bytes: number): Promise<void> {
  const fresh = `${noteOf(path)}.new`;
  await writeFile(fresh, JSON.stringify({ bytes }), { mode: 0o600, flush: true });
  await rename(fresh, noteOf(path));
}

function gigabytes(bytes: number): string {
  return bytes >= 1e8 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`;
}
