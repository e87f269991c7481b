import { statfs } from 'node:fs/promises';
import { MillwrightError } from '#shared/contract/errors.ts';

/** How long one measurement is believed. */
const FRESH_MS = 1000;

/** Two segments of PostgreSQL's log: without room for them it neither runs nor starts. */
const LEAST_BYTES = 32 * 1024 * 1024;

/** Keeps the last part of the disk free: a database that runs into a full disk has to be restarted. */
export interface DiskFloor {
  /** Throws `DISK_FULL` when less than the floor is free. */
  assertWritable(): Promise<void>;
  /** Whether `bytes` more would still leave the floor. */
  hasRoomFor(bytes: number): Promise<boolean>;
  /** Whether there is so little room that a database which failed may have failed for that reason. Measured afresh. */
  isExhausted(): Promise<boolean>;
}

/** `floorBytes` are to stay free on the disk that holds `folder`, which must exist. */
export function createDiskFloor(folder: string, floorBytes: number): DiskFloor {
  let measuredAt = Number.NEGATIVE_INFINITY;
  let free = 0;

  async function freeBytes(): Promise<number> {
    if (performance.now() - measuredAt < FRESH_MS) return free;
    const { bavail, bsize } = await statfs(folder);
    free = bavail * bsize;
    measuredAt = performance.now();
    return free;
  }

  return {
    async assertWritable() {
      if ((await freeBytes()) < floorBytes) throw new MillwrightError('DISK_FULL');
    },
    hasRoomFor: async (bytes) => (await freeBytes()) - bytes >= floorBytes,
    async isExhausted() {
      measuredAt = Number.NEGATIVE_INFINITY;
      return (await freeBytes()) < Math.max(floorBytes, LEAST_BYTES);
    },
  };
}
