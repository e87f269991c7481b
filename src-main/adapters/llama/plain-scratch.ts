import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A file system in memory that Linux has; elsewhere, or where it is full, the disk has to do. */
const IN_MEMORY = '/dev/shm';
const PREFIX = 'millwright-state-';

/**
 * A file that holds plain text only while it is worked on: llama.cpp reads and writes its states as files. It lies in memory where the system
 * has a place for that.
 * @param directory where it lies otherwise
 */
export async function withPlainFile<T>(directory: string, work: (path: string) => Promise<T>): Promise<T> {
  const name = `${PREFIX}${process.pid}-${randomBytes(8).toString('hex')}`;
  const inMemory = process.platform === 'linux' ? [IN_MEMORY] : [];
  for (const place of [...inMemory, directory]) {
    const path = join(place, name);
    try {
      await mkdir(place, { recursive: true, mode: 0o700 });
      return await work(path);
    } catch (error) {
      if (place === directory) throw error;
    } finally {
      await rm(path, { force: true });
    }
  }
  throw new Error('no place for a file');
}

/** Removes what a process that was killed in the midst of it has left behind. */
export async function removeStrayPlainFiles(directory: string): Promise<void> {
  for (const place of [IN_MEMORY, directory]) {
    const names = await readdir(place).catch(() => []);
    await Promise.all(names.filter(isStray).map((name) => rm(join(place, name), { force: true }).catch(() => undefined)));
  }
}

function isStray(name: string): boolean {
  const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : Number.NaN;
  if (!Number.isInteger(pid) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
