import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, type Connection, type Table } from '@lancedb/lancedb';
import type { Logger } from '#core/ports/logger.ts';
import type { TenantIndex, VectorIndex } from '#core/ports/vector-index.ts';
import { createDurableTable, type DurableTable } from './durable-table.ts';
import { moveFormerTable } from './former-table.ts';
import { openTable, tablePath } from './open-table.ts';
import { createFileSync } from './sync-files.ts';
import { forgetSynced } from './synced-files.ts';
import { TEXT_TABLE, type TableSpec, vectorTable } from './table-schema.ts';
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

interface Made {
  index: TenantIndex;
  tables: DurableTable[];
  /** Gives open files and caches back. */
  close: () => void;
}

interface Opened {
  dimension: number;
  made: Promise<Made>;
}

/** Search indexes on this machine's disk, one LanceDB database a tenant. */
export function createLanceIndex(options: LanceIndexOptions): VectorIndex {
  const { directory, logger, flatRows = FLAT_ROWS, upkeepDelayMs = UPKEEP_DELAY_MS } = options;
  const opened = new Map<string, Opened>();
  const repairs: string[] = [];

  async function make(tenantId: string, dimension: number): Promise<Made> {
    const folder = join(directory, tenantId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const connection = await connect(folder);
    const spec = vectorTable(dimension);
    const moved = await moveFormerTable(connection, folder, spec);
    if (moved !== null) logger.info('the search index of an earlier version was brought over', { tenantId, ...moved });
    const text = await open(connection, folder, TEXT_TABLE);
    const vectors = await open(connection, folder, spec);
    const partitions = createVectorPartitions(vectors, flatRows);
    const durable = async (table: Table, { name }: TableSpec, alsoUpkeep?: () => Promise<boolean>): Promise<DurableTable> => {
      const sync = createFileSync(tablePath(folder, { name }));
      await sync();
      const upkeepFailed = (error: unknown): void => logger.warn('search index upkeep failed', { tenantId, table: name, error: String(error) });
      return createDurableTable({ table, sync, upkeepDelayMs, upkeepFailed, ...(alsoUpkeep && { alsoUpkeep }) });
    };
    const tables = [await durable(text, TEXT_TABLE), await durable(vectors, spec, () => partitions.renew())] as const;
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
    async open(tenantId, dimension) {
      if (!UUID.test(tenantId)) throw new TypeError('not a tenant id');
      const known = opened.get(tenantId);
      if (known?.dimension === dimension) return (await known.made).index;
      if (known !== undefined) await stop(known);
      const next = { dimension, made: make(tenantId, dimension) };
      opened.set(tenantId, next);
      // A failed opening is not remembered: the next call tries again.
      next.made.catch(() => opened.get(tenantId) === next && opened.delete(tenantId));
      return (await next.made).index;
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
