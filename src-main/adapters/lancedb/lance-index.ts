import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, type Connection, type Table } from '@lancedb/lancedb';
import type { Logger } from '#core/ports/logger.ts';
import type { TenantIndex, VectorIndex } from '#core/ports/vector-index.ts';
import { createDurableTable, type DurableTable } from './durable-table.ts';
import { moveFormerTable } from './former-table.ts';
import { makeTable, openTable, tablePath } from './open-table.ts';
import { createFileSync } from './sync-files.ts';
import { forgetSynced } from './synced-files.ts';
import { ofOtherVectors, TEXT_TABLE, type TableSpec, vectorRows, vectorTable, type WithVector } from './table-schema.ts';
import { withIds } from './predicates.ts';
import { createTenantIndex } from './tenant-index.ts';
import { createVectorPartitions } from './vector-partitions.ts';

export interface LanceIndexOptions {
  /** Holds one directory a tenant. */
  directory: string;
  logger: Logger;
  /** Rows up to which every vector is compared with the question, where this index is asked; 50,000 unless told. */
  flatRows?: number;
  /** Quiet time after a change before upkeep runs, in milliseconds; 2,000 unless told. */
  upkeepDelayMs?: number;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FLAT_ROWS = 50_000;
const UPKEEP_DELAY_MS = 2_000;
/** Searches that began before other vectors came to serve are over by then. */
const CLOSED_AFTER_MS = 60_000;

interface Made {
  index: TenantIndex;
  tables: DurableTable[];
  /** Gives open files and caches back. */
  close: () => void;
}

interface Opened {
  dimension: number;
  table: number;
  made: Promise<Made>;
}

/** Search indexes on this machine's disk, one LanceDB database a tenant. */
export function createLanceIndex(options: LanceIndexOptions): VectorIndex {
  const { directory, logger, flatRows = FLAT_ROWS, upkeepDelayMs = UPKEEP_DELAY_MS } = options;
  const opened = new Map<string, Opened>();
  const repairs: string[] = [];

  const folderOf = (tenantId: string): string => {
    if (!UUID.test(tenantId)) throw new TypeError('not a tenant id');
    return join(directory, tenantId);
  };

  async function durable(tenantId: string, table: Table, { name }: TableSpec, alsoUpkeep?: () => Promise<boolean>): Promise<DurableTable> {
    const sync = createFileSync(tablePath(folderOf(tenantId), { name }));
    await sync();
    const upkeepFailed = (error: unknown): void => logger.warn('search index upkeep failed', { tenantId, table: name, error: String(error) });
    return createDurableTable({ table, sync, upkeepDelayMs, upkeepFailed, ...(alsoUpkeep && { alsoUpkeep }) });
  }

  async function make(tenantId: string, dimension: number, table: number): Promise<Made> {
    const folder = folderOf(tenantId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const connection = await connect(folder);
    const spec = vectorTable(dimension, table);
    const moved = await moveFormerTable(connection, folder, spec);
    if (moved !== null) logger.info('the search index of an earlier version was brought over', { tenantId, ...moved });
    const text = await open(connection, folder, TEXT_TABLE);
    const vectors = await open(connection, folder, spec);
    const partitions = createVectorPartitions(vectors, flatRows);
    const tables = [await durable(tenantId, text, TEXT_TABLE), await durable(tenantId, vectors, spec, () => partitions.renew())] as const;
    const doubted = (): Promise<void> => forgetSynced(tablePath(folder, spec));
    const close = (): void => [text, vectors, connection].forEach((each) => each.close());
    return { tables: [...tables], close, index: createTenantIndex({ text: tables[0], vectors: tables[1], vectorSpec: spec, partitions, doubted }) };
  }

  async function open(connection: Connection, folder: string, spec: TableSpec): Promise<Table> {
    const result = await openTable(connection, folder, spec);
    for (const repair of result.repairs) {
      repairs.push(repair);
      logger.warn('search index repaired', { folder, table: spec.name, repair });
    }
    return result.table;
  }

  const stop = async ({ made }: Opened): Promise<unknown> => Promise.all((await made.catch(() => null))?.tables.map((table) => table.stop()) ?? []);

  return {
    repairs,
    async open(tenantId, dimension, table = 0) {
      folderOf(tenantId);
      const known = opened.get(tenantId);
      if (known?.dimension === dimension && known.table === table) return (await known.made).index;
      if (known !== undefined) {
        await stop(known);
        setTimeout(() => void known.made.then(({ close }) => close()).catch(() => undefined), CLOSED_AFTER_MS).unref();
      }
      const next = { dimension, table, made: make(tenantId, dimension, table) };
      opened.set(tenantId, next);
      // A failed opening is not remembered: the next call tries again.
      next.made.catch(() => opened.get(tenantId) === next && opened.delete(tenantId));
      return (await next.made).index;
    },
    async beside(tenantId, dimension, number) {
      const folder = folderOf(tenantId);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const spec = vectorTable(dimension, number);
      const connection = await connect(folder);
      const made = await makeTable(connection, tablePath(folder, spec), spec);
      const partitions = createVectorPartitions(made, flatRows);
      const table = await durable(tenantId, made, spec, () => partitions.renew());
      return {
        put: (rows) => table.put(rows.filter((row): row is WithVector => row.vector !== null), (some) => vectorRows(some, spec)),
        deleteDocuments: (documentIds) => table.deleteWhere(withIds('document_id', documentIds)),
        finish: () => table.upkeep(),
        async close() {
          await table.stop();
          [made, connection].forEach((each) => each.close());
        },
      };
    },
    async keepOnly(tenantId, table) {
      const folder = folderOf(tenantId);
      const others = (await readdir(folder).catch(() => [])).filter((file) => ofOtherVectors(file, table));
      for (const file of others) {
        // Where the system does not let go of open files, they go with a later start.
        await rm(join(folder, file), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch((error: unknown) => logger.info('old vectors stay for now', { tenantId, file, error: String(error) }));
      }
    },
    async release(tenantId) {
      const known = opened.get(tenantId);
      opened.delete(tenantId);
      if (known === undefined) return;
      await stop(known);
      (await known.made.catch(() => null))?.close();
    },
    async close() {
      const all = [...opened.values()];
      opened.clear();
      await Promise.all(all.map(stop));
    },
  };
}
