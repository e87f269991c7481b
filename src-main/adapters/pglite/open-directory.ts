import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { DiskFloor } from './disk-floor.ts';
import { inspectDirectory } from './inspect-directory.ts';
import { pendingMigrations } from './read-migrations.ts';
import { folderBytes, takeSnapshot } from './snapshots.ts';
import { syncPath, syncTree } from './sync-tree.ts';
import { type WorkerLink, startWorkerLink } from './worker-link.ts';
import type { Migration } from './worker-protocol.ts';

/** Longest an existing directory may take to open: replaying the log after a crash included. */
const OPEN_LIMIT_MS = 120_000;
const MIGRATE_LIMIT_MS = 15 * 60_000;
const CLOSE_LIMIT_MS = 30_000;

export interface OpenOptions {
  directory: string;
  workerUrl: URL;
  migrations: readonly Migration[];
  floor: DiskFloor;
  logger: Logger;
}

/**
 * Opens the database, first creating it or bringing it up to date. Throws `DATA_DIRECTORY_DAMAGED` or `DISK_FULL`.
 */
export async function openDirectory(options: OpenOptions): Promise<WorkerLink> {
  if ((await inspectDirectory(options.directory)) === 'empty') await create(options);
  return openExisting(options);
}

/** Opens a database that must be there. */
export async function openExisting(options: OpenOptions): Promise<WorkerLink> {
  const { directory, migrations, floor, logger } = options;
  if ((await inspectDirectory(directory)) === 'empty') {
    throw new MillwrightError('DATA_DIRECTORY_DAMAGED', 'The database has vanished from the data directory. Stop Millwright and restore a backup.');
  }
  const link = await openLink(options, directory);
  try {
    const pending = pendingMigrations(migrations, await link.call('applied', null, OPEN_LIMIT_MS));
    const [first] = pending;
    if (!first) return link;
    await floor.assertWritable();
    await close(link);
    await assertRoomForSnapshot(directory, floor);
    const snapshot = await takeSnapshot(directory, first.name, new Date());
    logger.info('database copied before migrating', { snapshot });
    return await openAndMigrate(options, directory, pending);
  } catch (error) {
    await close(link);
    throw error;
  }
}

/** Ends the thread in good order, or in any order when that takes too long. */
export async function close(link: WorkerLink): Promise<void> {
  await link.call('close', null, CLOSE_LIMIT_MS).catch(() => undefined);
  await link.kill();
}

/** Builds the database aside and moves it into place when it is whole and on disk: a crash on the way leaves nothing half made. */
async function create(options: OpenOptions): Promise<void> {
  const { directory, migrations, floor, logger } = options;
  const unfinished = `${directory}.unfinished`;
  await floor.assertWritable();
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await close(await openAndMigrate(options, unfinished, migrations));
  await syncTree(unfinished);
  await rm(directory, { recursive: true, force: true });
  await rename(unfinished, directory);
  await syncPath(dirname(directory), 'folder');
  logger.info('database created', { migrations: migrations.length });
}

async function openAndMigrate(options: OpenOptions, directory: string, pending: readonly Migration[]): Promise<WorkerLink> {
  const link = await openLink(options, directory);
  try {
    for (const migration of pending) {
      await link.call('migrate', migration, MIGRATE_LIMIT_MS);
      options.logger.info('migration applied', { name: migration.name });
    }
    return link;
  } catch (error) {
    await link.kill();
    throw error;
  }
}

async function openLink({ workerUrl, floor }: OpenOptions, directory: string): Promise<WorkerLink> {
  const link = startWorkerLink(workerUrl);
  try {
    await link.call('open', { directory }, OPEN_LIMIT_MS);
    return link;
  } catch (error) {
    await link.kill();
    if (await floor.isExhausted()) throw new MillwrightError('DISK_FULL', undefined, { cause: error });
    throw new MillwrightError('DATA_DIRECTORY_DAMAGED', 'The database in the data directory does not start. Restore a backup, or choose another data directory.', {
      detail: String(error),
      cause: error,
    });
  }
}

async function assertRoomForSnapshot(directory: string, floor: DiskFloor): Promise<void> {
  if (await floor.hasRoomFor(await folderBytes(directory))) return;
  throw new MillwrightError('DISK_FULL', 'There is not enough free space to copy the database before it is brought up to date. Free some space and start Millwright again.');
}
