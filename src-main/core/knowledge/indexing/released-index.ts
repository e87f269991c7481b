import type { StoredVectors, TenantIndex, VectorIndex } from '#core/ports/vector-index.ts';

export interface ReleaseOptions {
  /** Tenants whose index is open at the same time; 128 unless told. More are open only while that many are being used at once. */
  most?: number;
  /** Time without use after which a tenant's index is closed, in milliseconds; ten minutes unless told. */
  idleMs?: number;
}

const MOST = 128;
const IDLE_MS = 600_000;

interface Held {
  tenantId: string;
  dimension: number;
  table: number;
  opening: Promise<TenantIndex> | null;
  releasing: Promise<void> | null;
  inUse: number;
  usedAt: number;
  index: TenantIndex;
}

/**
 * The same index, of which only the tenants in use are open: open files, caches and vectors in memory of the others are given back. What
 * {@link VectorIndex.open} gives stays good: it opens the tenant's index again when it is used again.
 */
export function withRelease(index: VectorIndex, { most = MOST, idleMs = IDLE_MS }: ReleaseOptions = {}): VectorIndex {
  const tenants = new Map<string, Held>();
  const timer = setInterval(releaseIdle, Math.ceil(idleMs / 4));
  timer.unref?.();

  function opened(held: Held): Promise<TenantIndex> {
    if (held.opening) return held.opening;
    const opening = index.open(held.tenantId, held.dimension, held.table);
    held.opening = opening;
    opening.catch(() => held.opening === opening && (held.opening = null));
    return opening;
  }

  async function use<T>(held: Held, work: (inner: TenantIndex) => Promise<T>): Promise<T> {
    held.inUse += 1;
    try {
      await held.releasing;
      return await work(await opened(held));
    } finally {
      held.inUse -= 1;
      held.usedAt = Date.now();
      trim();
    }
  }

  function release(held: Held): Promise<void> {
    const { opening } = held;
    if (opening === null || held.inUse > 0) return Promise.resolve();
    held.opening = null;
    held.releasing = opening
      .then(() => index.release(held.tenantId))
      .catch(() => undefined)
      .finally(() => (held.releasing = null));
    return held.releasing;
  }

  const open = (): Held[] => [...tenants.values()].filter(({ opening }) => opening !== null);

  /** The longest unused go first. */
  function trim(): void {
    const all = open();
    const idle = all.filter(({ inUse }) => inUse === 0).toSorted((a, b) => a.usedAt - b.usedAt);
    for (const held of idle.slice(0, Math.max(0, all.length - most))) void release(held);
  }

  function releaseIdle(): void {
    for (const held of open()) if (held.inUse === 0 && Date.now() - held.usedAt > idleMs) void release(held);
  }

  function hold(tenantId: string, dimension: number, table: number): Held {
    const held: Held = {
      tenantId, dimension, table, opening: null, releasing: null, inUse: 0, usedAt: Date.now(),
      index: {
        putText: (chunks) => use(held, (inner) => inner.putText(chunks)),
        putVectors: (chunks) => use(held, (inner) => inner.putVectors(chunks)),
        deleteDocument: (documentId) => use(held, (inner) => inner.deleteDocument(documentId)),
        setLabel: (documentId, labelRank) => use(held, (inner) => inner.setLabel(documentId, labelRank)),
        searchText: (query, options) => use(held, (inner) => inner.searchText(query, options)),
        searchVector: (vector, options) => use(held, (inner) => inner.searchVector(vector, options)),
        vectors: (chunkIds) => use(held, (inner) => inner.vectors(chunkIds)),
        storedVectors: () => use(held, async (inner) => whileRead(held, await inner.storedVectors())),
        counts: () => use(held, (inner) => inner.counts()),
        chunkIds: (documentId) => use(held, (inner) => inner.chunkIds(documentId)),
        optimize: () => use(held, (inner) => inner.optimize()),
      },
    };
    tenants.set(tenantId, held);
    return held;
  }

  /** Batches that are still being read count as use. */
  function whileRead(held: Held, { count, batches }: StoredVectors): StoredVectors {
    return {
      count,
      batches: (async function* () {
        held.inUse += 1;
        try {
          yield* batches;
        } finally {
          held.inUse -= 1;
        }
      })(),
    };
  }

  return {
    get repairs() {
      return index.repairs;
    },
    async open(tenantId, dimension, table = 0) {
      const held = tenants.get(tenantId) ?? hold(tenantId, dimension, table);
      if (held.dimension !== dimension || held.table !== table) Object.assign(held, { dimension, table, opening: null });
      await use(held, () => Promise.resolve());
      return held.index;
    },
    beside: index.beside,
    keepOnly: index.keepOnly,
    release: (tenantId) => {
      const held = tenants.get(tenantId);
      return held ? release(held) : Promise.resolve();
    },
    async close() {
      clearInterval(timer);
      await Promise.all([...tenants.values()].map(({ releasing }) => releasing));
      await index.close();
    },
  };
}
