import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@lancedb/lancedb';
import type { Logger } from '#core/ports/logger.ts';
import type { TenantIndex, VectorIndex } from '#core/ports/vector-index.ts';
import { openTable } from './open-table.ts';
import { createFileSync } from './sync-files.ts';
import { forgetSynced } from './synced-files.ts';
import { createTenantTable } from './tenant-table.ts';
import { createUpkeep } from './upkeep.ts';

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

interface Opened {
  dimension: number;
  index: Promise<TenantIndex>;
  stop: () => Promise<void>;
}

/** Search indexes on this machine's disk, one LanceDB database a tenant. */
export function createLanceIndex(options: LanceIndexOptions): VectorIndex {
  const { directory, logger, flatRows = FLAT_ROWS, upkeepDelayMs = UPKEEP_DELAY_MS } = options;
  const opened = new Map<string, Opened>();
  const repairs: string[] = [];

  function start(tenantId: string, dimension: number): Opened {
    const upkeep = createUpkeep(upkeepDelayMs, (error) => logger.warn('search index upkeep failed', { tenantId, error: String(error) }));
    const index = make(tenantId, dimension, upkeep.changed);
    index.then(upkeep.attach, () => undefined);
    return { dimension, index, stop: upkeep.stop };
  }

  async function make(tenantId: string, dimension: number, changed: (rows: number) => void): Promise<TenantIndex> {
    const folder = join(directory, tenantId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const result = await openTable(await connect(folder), folder, dimension);
    for (const repair of result.repairs) {
      repairs.push(repair);
      logger.warn('search index repaired', { tenantId, repair });
    }
    const sync = createFileSync(folder);
    await sync();
    return createTenantTable({ table: result.table, dimension, sync, flatRows, changed, doubted: () => forgetSynced(folder) });
  }

  return {
    repairs,
    async open(tenantId, dimension) {
      if (!UUID.test(tenantId)) throw new TypeError('not a tenant id');
      const known = opened.get(tenantId);
      if (known?.dimension === dimension) return known.index;
      await known?.stop();
      const next = start(tenantId, dimension);
      opened.set(tenantId, next);
      // A failed opening is not remembered: the next call tries again.
      next.index.catch(() => opened.get(tenantId) === next && opened.delete(tenantId));
      return next.index;
    },
    async close() {
      const all = [...opened.values()];
      opened.clear();
      await Promise.all(all.map((entry) => entry.stop()));
    },
  };
}
