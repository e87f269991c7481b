import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Database } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import { Connection } from './connection.ts';
import { createDiskFloor } from './disk-floor.ts';
import { readMigrations } from './read-migrations.ts';
import { createTransactions } from './transactions.ts';

const DEFAULT_FLOOR_BYTES = 512 * 1024 * 1024;
const DEFAULT_STATEMENT_MS = 30_000;
/** Writing a table anew may take as long as so many statements. */
const REWRITE_STATEMENTS = 40;
/** Nothing vacuums or analyses an embedded PostgreSQL by itself. A machine that is switched off at night has its upkeep too. */
const FIRST_UPKEEP_MS = 60 * 60_000;
const UPKEEP_EVERY_MS = 24 * 60 * 60_000;
/** A plan made for a table of ten rows is no plan for ten thousand. */
const STATISTICS_EVERY_MS = 5 * 60_000;

export interface PgliteOptions {
  /** The database's own folder, `<data>/pg`. The caller holds the data directory's lock. */
  directory: string;
  /** Folder of `NNNN-name.sql`. */
  migrationsDirectory: string;
  /** Entry of the database thread; by default the source file beside this one. A bundle passes its own. */
  workerUrl?: URL;
  logger: Logger;
  /** Free bytes below which nothing is written any more; 512 MiB. */
  floorBytes?: number;
  /** Longest one statement may take before the database is restarted; 30 s. */
  statementTimeoutMs?: number;
}

export interface PgliteDatabase extends Database {
  /** How often the running database thread forced a file to the disk. At least once per commit that changed something. */
  fsyncs(): Promise<number>;
  /** How often the database had to be restarted since it was opened. */
  restarts(): number;
  /** Vacuums and refreshes the planner's statistics, table by table between other work. Runs by itself after an hour, then once a day. */
  upkeep(): Promise<void>;
  /** Refreshes the planner's statistics of tables that have grown, and names them. Runs by itself every five minutes. */
  refreshStatistics(): Promise<string[]>;
}

/**
 * PostgreSQL 18 inside the process (PGlite), in a thread of its own, on files that are really synced. Creates the database
 * where there is none and brings an older one up to date. Throws `DATA_DIRECTORY_DAMAGED` and `DISK_FULL`.
 */
export async function createPgliteDatabase(options: PgliteOptions): Promise<PgliteDatabase> {
  const { directory, logger, statementTimeoutMs = DEFAULT_STATEMENT_MS } = options;
  const folder = dirname(directory);
  await mkdir(folder, { recursive: true });
  const floor = createDiskFloor(folder, options.floorBytes ?? DEFAULT_FLOOR_BYTES);
  const migrations = await readMigrations(options.migrationsDirectory);
  const workerUrl = options.workerUrl ?? new URL('./database-worker.ts', import.meta.url);
  const connection = new Connection({ directory, workerUrl, migrations, floor, logger });
  await connection.open();
  const transactions = createTransactions({ connection, floor, statementTimeoutMs });

  async function upkeep(): Promise<void> {
    const tables = await transactions.alone(() => connection.call('tables', null, statementTimeoutMs));
    for (const table of tables) await transactions.alone(() => connection.call('vacuum', { table }, 10 * statementTimeoutMs));
  }

  async function refreshStatistics(): Promise<string[]> {
    const tables = await transactions.alone(() => connection.call('grownTables', null, statementTimeoutMs));
    for (const table of tables) await transactions.alone(() => connection.call('analyse', { table }, statementTimeoutMs));
    return tables;
  }

  async function expunge(tables: readonly string[], onTable?: (table: string) => void): Promise<void> {
    // Analysing leaves samples of the rows in pg_statistic: the old ones go with it.
    for (const table of [...tables, 'pg_catalog.pg_statistic']) {
      onTable?.(table);
      await transactions.alone(() => connection.call('rewrite', { table }, REWRITE_STATEMENTS * statementTimeoutMs));
    }
    await transactions.alone(() => connection.call('forgetLog', null, statementTimeoutMs));
  }

  const keepUp = (): void => void upkeep().catch((error: unknown) => logger.warn('upkeep of the database failed', { error: String(error) }));
  const look = (): void => void refreshStatistics().catch((error: unknown) => logger.warn('the statistics of the database could not be refreshed', { error: String(error) }));
  const timers = [setTimeout(keepUp, FIRST_UPKEEP_MS), setInterval(keepUp, UPKEEP_EVERY_MS), setInterval(look, STATISTICS_EVERY_MS)];
  for (const timer of timers) timer.unref();

  return {
    withTenant: ({ tenantId, userId }, work) => transactions.run({ role: 'millwright_app', tenantId, userId }, work),
    withSystem: (work) => transactions.run({ role: 'millwright_system' }, work),
    ping: async () => void (await transactions.alone(() => connection.call('fsyncs', null, statementTimeoutMs))),
    fsyncs: () => transactions.alone(() => connection.call('fsyncs', null, statementTimeoutMs)),
    restarts: () => connection.restarts,
    upkeep,
    refreshStatistics,
    expunge,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      await transactions.stop();
      await connection.close();
    },
  };
}
