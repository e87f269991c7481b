import { statfs } from 'node:fs/promises';
import { MillwrightError } from '#shared/contract/errors.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** Turns the operating system's "no space" into the public error; anything else comes back unchanged. */
export function asDiskFull(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && FULL.has(code) ? new MillwrightError('DISK_FULL', undefined, { cause: error }) : error;
}

/** Throws `DISK_FULL` when writing `bytes` more into the file system of `directory` would leave less than `floorBytes`. */
export async function requireSpace(directory: string, bytes: number, floorBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize - bytes < floorBytes) throw new MillwrightError('DISK_FULL');
}
