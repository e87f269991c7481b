import type { Logger } from '#core/ports/logger.ts';
import type { TenantIndex, VectorIndex } from '#core/ports/vector-index.ts';
import type { VectorScan } from '#core/ports/vector-scan.ts';
import { createScannedTenant, type ScannedTenant } from './scanned-tenant.ts';

export interface ScannedIndexOptions {
  /** Pause before vectors are loaded again after the scan failed, in milliseconds, doubled by each further failure; 1,000 unless told. */
  reloadPauseMs?: number;
}

/**
 * The same index with its vectors held in memory too, where all of them are compared with each question. The index stays what
 * is durable, and answers while the vectors are being loaded, where they do not fit, and after the scan failed until it is back.
 */
export function withVectorScan(index: VectorIndex, scan: VectorScan, logger: Logger, options: ScannedIndexOptions = {}): VectorIndex {
  const tenants = new Map<string, { inner: TenantIndex; scanned: ScannedTenant }>();

  return {
    get repairs() {
      return index.repairs;
    },
    async open(tenantId, dimension, table) {
      const inner = await index.open(tenantId, dimension, table);
      const known = tenants.get(tenantId);
      if (known?.inner === inner) return known.scanned.index;
      const scanned = createScannedTenant({ ...{ inner, scan, tenantId, dimension, logger }, reloadPauseMs: options.reloadPauseMs ?? 1_000 });
      tenants.set(tenantId, { inner, scanned });
      // A tenant has one scan: the one for vectors of another length has to let go of it first.
      void Promise.resolve(known?.scanned.close()).then(scanned.load);
      return scanned.index;
    },
    beside: index.beside,
    keepOnly: index.keepOnly,
    async release(tenantId) {
      const known = tenants.get(tenantId);
      tenants.delete(tenantId);
      await known?.scanned.close();
      await index.release(tenantId);
    },
    async close() {
      await Promise.all([...tenants.values()].map(({ scanned }) => scanned.close()));
      await scan.close();
      await index.close();
    },
  };
}
