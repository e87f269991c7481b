import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLanceIndex } from '#adapters/lancedb/lance-index.ts';
import { createVectorScan } from '#adapters/vector-scan/create-vector-scan.ts';
import { withVectorScan } from '#core/knowledge/index.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { IndexHit, IndexQuery, TenantIndex, VectorIndex } from '#core/ports/vector-index.ts';
import { ScanFull, ScanLost, type ScanRows, type TenantScan, type VectorScan } from '#core/ports/vector-scan.ts';
import { silent } from '#test/database/open-test-database.ts';
import { type IndexedChunk, putChunks } from './put-chunks.ts';

const WORKER = new URL('../../src-main/adapters/vector-scan/scan-worker.ts', import.meta.url);
/** What two bytes a number leave of a cosine's precision, with vectors of few numbers: those of a model keep it to a tenth of this. */
const CLOSE = 5e-5;

interface Row {
  chunkId: string;
  documentId: string;
  labelRank: number;
  vector: Float32Array;
}

const scans: VectorScan[] = [];

function openScan(maxBytes?: number): VectorScan {
  const scan = createVectorScan({ workerUrl: WORKER, maxBytes });
  scans.push(scan);
  return scan;
}

afterEach(async () => {
  await Promise.all(scans.splice(0).map((scan) => scan.close()));
});

/** Numbers from 0 to 1 that are the same in every run. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** Vectors in tight heaps, as texts on one subject have them: many are nearly as near as the nearest. */
function heaped(dimension: number, next: () => number, heaps = 5): () => Float32Array {
  const centres = Array.from({ length: heaps }, () => Float32Array.from({ length: dimension }, () => next() - 0.5));
  return () => {
    const centre = centres[Math.floor(next() * heaps)] ?? new Float32Array(dimension);
    return unit(centre.map((value) => value + 0.1 * (next() - 0.5)));
  };
}

function inColumns(rows: readonly Row[]): ScanRows {
  return {
    chunkIds: rows.map((row) => row.chunkId),
    documentIds: rows.map((row) => row.documentId),
    labelRanks: rows.map((row) => row.labelRank),
    vectors: Float32Array.from(rows.flatMap((row) => [...row.vector])),
  };
}

/** Every product in full precision. */
function compared(rows: Iterable<Row>, vector: Float32Array, { maxLabelRank, documents, limit }: IndexQuery): IndexHit[] {
  const allowed = (id: string): boolean => documents === undefined || ('only' in documents ? documents.only.includes(id) : !documents.without.includes(id));
  const hits = [...rows]
    .filter((row) => row.labelRank <= maxLabelRank && allowed(row.documentId))
    .map((row) => ({ chunkId: row.chunkId, score: row.vector.reduce((sum, value, n) => sum + value * (vector[n] ?? 0), 0) }));
  return hits.sort((a, b) => b.score - a.score || (a.chunkId < b.chunkId ? -1 : 1)).slice(0, limit);
}

/** The same scores in the same order; where an id differs, its true score is as good. */
function expectSame(found: IndexHit[], rows: Iterable<Row>, vector: Float32Array, query: IndexQuery): void {
  const all = [...rows];
  const exact = compared(all, vector, query);
  const truth = new Map(compared(all, vector, { ...query, limit: all.length }).map((hit) => [hit.chunkId, hit.score]));
  expect(found).toHaveLength(exact.length);
  expect(new Set(found.map((hit) => hit.chunkId)).size).toBe(found.length);
  for (const [n, hit] of found.entries()) {
    expect(Math.abs(hit.score - (exact[n]?.score ?? Number.NaN))).toBeLessThan(CLOSE);
    expect(Math.abs(hit.score - (truth.get(hit.chunkId) ?? Number.NaN))).toBeLessThan(CLOSE);
  }
}

describe('a scan of vectors', () => {
  const change = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('put' as const), chunks: fc.array(fc.nat(60), { minLength: 1, maxLength: 20 }), document: fc.nat(7), rank: fc.nat(3) }) },
    fc.record({ kind: fc.constant('document' as const), document: fc.nat(7) }),
    fc.record({ kind: fc.constant('chunks' as const), chunks: fc.array(fc.nat(60), { maxLength: 10 }) }),
    fc.record({ kind: fc.constant('label' as const), document: fc.nat(7), rank: fc.nat(3) }),
    fc.record({
      kind: fc.constant('search' as const), maxLabelRank: fc.nat(3), limit: fc.integer({ min: 1, max: 80 }),
      filter: fc.constantFrom('none', 'only', 'without'), documents: fc.array(fc.nat(8), { maxLength: 6 }),
    }),
  );

  it('finds what comparing every vector finds, after any changes and under any filter', async () => {
    const scan = openScan();
    const dimensions = fc.constantFrom(1, 3, 8, 31, 32, 33, 100, 256, 384, 768, 1_024);
    await fc.assert(
      fc.asyncProperty(dimensions, fc.nat(), fc.array(change, { minLength: 3, maxLength: 15 }), async (dimension, seed, changes) => {
        const next = numbers(seed);
        const make = heaped(dimension, next);
        const [chunks, documents] = [Array.from({ length: 61 }, () => randomUUID()), Array.from({ length: 9 }, () => randomUUID())];
        const [chunkId, documentId] = [(n: number) => chunks[n] ?? '', (n: number) => documents[n] ?? ''];
        const rows = new Map<string, Row>();
        const tenant = await scan.open(randomUUID(), dimension, 0);
        for (const step of [...changes, { kind: 'search' as const, maxLabelRank: 3, limit: 80, filter: 'none', documents: [] }]) {
          if (step.kind === 'put') {
            const put = [...new Set(step.chunks)].map((n) => ({ chunkId: chunkId(n), documentId: documentId(step.document), labelRank: step.rank, vector: make() }));
            for (const row of put) rows.set(row.chunkId, row);
            await tenant.put(inColumns(put));
          } else if (step.kind === 'document') {
            for (const row of [...rows.values()]) if (row.documentId === documentId(step.document)) rows.delete(row.chunkId);
            await tenant.deleteDocument(documentId(step.document));
          } else if (step.kind === 'chunks') {
            for (const n of step.chunks) rows.delete(chunkId(n));
            await tenant.deleteChunks(step.chunks.map(chunkId));
          } else if (step.kind === 'label') {
            for (const row of rows.values()) if (row.documentId === documentId(step.document)) row.labelRank = step.rank;
            await tenant.setLabel(documentId(step.document), step.rank);
          } else {
            const named = step.documents.map(documentId);
            const filter = step.filter === 'none' ? undefined : step.filter === 'only' ? { only: named } : { without: named };
            const [vector, query] = [make(), { maxLabelRank: step.maxLabelRank, documents: filter, limit: step.limit }];
            expectSame(await tenant.search(vector, query), rows.values(), vector, query);
          }
        }
        expect((await tenant.usage()).rows).toBe(rows.size);
        await tenant.drop();
      }),
      { numRuns: 60, seed: 26_121 },
    );
  });

  it('finds the nearest of many thousands in tight heaps, and gives their vectors back', async () => {
    const make = heaped(64, numbers(1), 12);
    const tenant = await openScan().open(randomUUID(), 64, 5_000);
    const rows = Array.from({ length: 5_000 }, (_, n): Row => ({ chunkId: randomUUID(), documentId: randomUUID(), labelRank: n % 4, vector: make() }));
    for (let at = 0; at < rows.length; at += 1_000) await tenant.put(inColumns(rows.slice(at, at + 1_000)));
    for (let n = 0; n < 8; n++) {
      const [vector, query] = [make(), { maxLabelRank: n % 4, limit: 10 }];
      expectSame(await tenant.search(vector, query), rows, vector, query);
    }
    const [first, second] = rows;
    const restored = await tenant.vectors([first?.chunkId ?? '', randomUUID(), second?.chunkId ?? '']);
    expect([...restored.keys()]).toEqual([first?.chunkId, second?.chunkId]);
    for (const [n, value] of (restored.get(first?.chunkId ?? '') ?? new Float32Array()).entries()) expect(value).toBeCloseTo(first?.vector[n] ?? Number.NaN, 4);
  });

  it('orders equal vectors by id, also where the limit cuts through them', async () => {
    const vector = unit(Float32Array.from({ length: 20 }, (_, n) => n + 1));
    const rows = Array.from({ length: 50 }, (): Row => ({ chunkId: randomUUID(), documentId: randomUUID(), labelRank: 0, vector }));
    const tenant = await openScan().open(randomUUID(), 20, 0);
    await tenant.put(inColumns(rows));
    const ids = rows.map((row) => row.chunkId).sort();
    expect((await tenant.search(vector, { maxLabelRank: 0, limit: 7 })).map((hit) => hit.chunkId)).toEqual(ids.slice(0, 7));
  });

  it('never shows one tenant what another holds', async () => {
    const scan = openScan();
    const make = heaped(16, numbers(2));
    const [ours, theirs] = [await scan.open(randomUUID(), 16, 0), await scan.open(randomUUID(), 16, 0)];
    const rows = Array.from({ length: 30 }, (): Row => ({ chunkId: randomUUID(), documentId: randomUUID(), labelRank: 0, vector: make() }));
    await theirs.put(inColumns(rows));
    expect(await ours.search(make(), { maxLabelRank: 3, limit: 10 })).toEqual([]);
    expect(await ours.vectors(rows.map((row) => row.chunkId))).toEqual(new Map());
    await ours.deleteDocument(rows[0]?.documentId ?? '');
    expect((await theirs.usage()).rows).toBe(30);
  });

  it('takes the room of what was deleted before it takes more memory', async () => {
    const tenant = await openScan().open(randomUUID(), 8, 0);
    const make = heaped(8, numbers(3));
    const documentId = randomUUID();
    const fill = (): Promise<void> => tenant.put(inColumns(Array.from({ length: 4_000 }, () => ({ chunkId: randomUUID(), documentId, labelRank: 0, vector: make() }))));
    await fill();
    const before = await tenant.usage();
    for (let round = 0; round < 3; round++) {
      await tenant.deleteDocument(documentId);
      await fill();
    }
    expect(await tenant.usage()).toEqual(before);
  });

  it('refuses what does not fit, and what are no rows, and goes on as it was', async () => {
    const scan = openScan(4 * 1024 ** 2);
    const tenant = await scan.open(randomUUID(), 256, 4_000);
    const vector = unit(new Float32Array(256).fill(1));
    const row = (rest: Partial<Row> = {}): Row => ({ chunkId: randomUUID(), documentId: randomUUID(), labelRank: 0, vector, ...rest });
    await tenant.put(inColumns([row()]));
    await expect(tenant.put(inColumns(Array.from({ length: 4_097 }, () => row())))).rejects.toThrow(ScanFull);
    await expect(scan.open(randomUUID(), 256, 100_000)).rejects.toThrow(ScanFull);
    await expect(tenant.put(inColumns([row({ chunkId: "1' OR 1=1" })]))).rejects.toThrow(TypeError);
    await expect(tenant.put(inColumns([row({ labelRank: 255 })]))).rejects.toThrow(TypeError);
    await expect(tenant.put(inColumns([row({ vector: new Float32Array(255) })]))).rejects.toThrow(TypeError);
    await expect(tenant.put(inColumns([row({ vector: new Float32Array(256).fill(Number.NaN) })]))).rejects.toThrow(TypeError);
    await expect(tenant.search(new Float32Array(3), { maxLabelRank: 0, limit: 1 })).rejects.toThrow(TypeError);
    expect((await tenant.search(vector, { maxLabelRank: 0, limit: 9 })).map((hit) => hit.score)).toEqual([expect.closeTo(1, 5)]);
    await scan.close();
    await expect(tenant.search(vector, { maxLabelRank: 0, limit: 9 })).rejects.toThrow(ScanLost);
  });
});

describe('an index with a scan in front', () => {
  const DIMENSION = 16;
  const ALL: IndexQuery = { maxLabelRank: 3, limit: 200 };
  let directory: string;
  let tenantId: string;
  const opened: VectorIndex[] = [];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'millwright-scan-'));
    tenantId = randomUUID();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((index) => index.close()));
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Counts who answers, and lets a test hold up what the scan is given, or see it fail. */
  function watched(scan: VectorScan) {
    const seen = { searches: 0, lost: false, hold: Promise.resolve() as Promise<unknown> };
    const lost = (): void => {
      if (seen.lost) throw new ScanLost('the thread ended');
    };
    const watchedScan: VectorScan = {
      async open(...input) {
        lost();
        const inner = await scan.open(...input);
        const outer: TenantScan = {
          ...inner,
          async put(rows) {
            await seen.hold;
            lost();
            return inner.put(rows);
          },
          async search(...query) {
            lost();
            seen.searches += 1;
            return inner.search(...query);
          },
        };
        return outer;
      },
      close: () => scan.close(),
    };
    return { scan: watchedScan, seen };
  }

  function open(scan: VectorScan) {
    const loads: Record<string, unknown>[] = [];
    const warnings: string[] = [];
    const logger: Logger = {
      ...silent,
      info: (message, fields = {}) => message === 'search vectors are in memory' && void loads.push(fields),
      warn: (message) => void warnings.push(message),
    };
    const index = withVectorScan(createLanceIndex({ directory, logger: silent, upkeepDelayMs: 60_000 }), scan, logger, { reloadPauseMs: 5 });
    opened.push(index);
    const loaded = (times: number): Promise<void> => expect.poll(() => loads.length, { timeout: 20_000 }).toBe(times);
    return { index, loads, warnings, loaded };
  }

  const make = heaped(DIMENSION, numbers(4));
  const chunk = (rest: Partial<IndexedChunk> = {}): IndexedChunk => ({ chunkId: randomUUID(), documentId: randomUUID(), text: 'pump', vector: make(), labelRank: 1, ...rest });
  const found = async (index: TenantIndex, query: IndexQuery = ALL): Promise<string[]> => (await index.searchVector(make(), query)).map((hit) => hit.chunkId).sort();
  const idsOf = (chunks: readonly IndexedChunk[]): string[] => chunks.map(({ chunkId }) => chunkId).sort();

  it('answers like the index alone, from memory once loaded, and follows every change', async () => {
    const { scan, seen } = watched(openScan());
    const { index, loaded } = open(scan);
    const tenant = await index.open(tenantId, DIMENSION);
    await loaded(1);
    const [kept, gone, hidden, bare] = [chunk(), chunk(), chunk(), chunk()];
    await putChunks(tenant, [kept, gone, hidden, bare, chunk({ vector: null })]);
    expect(await found(tenant)).toEqual(idsOf([kept, gone, hidden, bare]));
    await tenant.deleteDocument(gone.documentId);
    await tenant.setLabel(hidden.documentId, 3);
    await putChunks(tenant, [{ ...bare, vector: null }]);
    expect(await found(tenant, { maxLabelRank: 2, limit: 10 })).toEqual(idsOf([kept]));
    expect(await found(tenant)).toEqual(idsOf([kept, hidden]));
    expect(await found(tenant, { ...ALL, documents: { only: [hidden.documentId] } })).toEqual(idsOf([hidden]));
    expect(await found(tenant, { ...ALL, documents: { without: [hidden.documentId] } })).toEqual(idsOf([kept]));
    expect(seen.searches).toBe(5);
    await index.close();
    const again = await createLanceIndex({ directory, logger: silent }).open(tenantId, DIMENSION);
    expect(await found(again)).toEqual(idsOf([kept, hidden]));
  });

  it('misses no change that is made while it is being loaded', async () => {
    const before = await createLanceIndex({ directory, logger: silent, upkeepDelayMs: 60_000 }).open(tenantId, DIMENSION);
    const stored = Array.from({ length: 100 }, () => chunk());
    await putChunks(before, stored);
    const { scan, seen } = watched(openScan());
    let go = (): void => undefined;
    seen.hold = new Promise<void>((resolve) => (go = resolve));
    const { index, loaded } = open(scan);
    const tenant = await index.open(tenantId, DIMENSION);
    const [first, second, third, ...rest] = stored as [IndexedChunk, IndexedChunk, IndexedChunk, ...IndexedChunk[]];
    const added = chunk();
    await tenant.deleteDocument(first.documentId);
    await tenant.setLabel(second.documentId, 3);
    await putChunks(tenant, [added, { ...third, vector: null }]);
    expect(await found(tenant)).toEqual(idsOf([second, added, ...rest]));
    expect(seen.searches).toBe(0);
    go();
    await loaded(1);
    expect(await found(tenant)).toEqual(idsOf([second, added, ...rest]));
    expect(await found(tenant, { maxLabelRank: 2, limit: 200 })).toEqual(idsOf([added, ...rest]));
    expect(seen.searches).toBe(2);
  });

  it('answers from the index when the scan is lost, keeps what is written meanwhile, and loads it again', async () => {
    const { scan, seen } = watched(openScan());
    const { index, loaded, warnings } = open(scan);
    const tenant = await index.open(tenantId, DIMENSION);
    await loaded(1);
    const chunks = [chunk(), chunk()];
    await putChunks(tenant, chunks);
    seen.lost = true;
    expect(await found(tenant)).toEqual(idsOf(chunks));
    chunks.push(chunk());
    await putChunks(tenant, chunks.slice(2));
    expect(await found(tenant)).toEqual(idsOf(chunks));
    seen.lost = false;
    await loaded(2);
    expect(await found(tenant)).toEqual(idsOf(chunks));
    expect(seen.searches).toBe(1);
    expect(warnings[0]).toBe('search vectors will be loaded again');
  });

  it('comes back after its thread was killed', async () => {
    const scan = createVectorScan({ workerUrl: new URL('../fixtures/vector-scan/mortal-worker.ts', import.meta.url) });
    scans.push(scan);
    const { index, loaded } = open(scan);
    const tenant = await index.open(tenantId, DIMENSION);
    await loaded(1);
    const chunks = [chunk(), chunk()];
    await putChunks(tenant, chunks);
    // The fixture's thread ends when it is asked for this label.
    await tenant.setLabel(randomUUID(), 213);
    expect(await found(tenant)).toEqual(idsOf(chunks));
    await loaded(2);
    expect(await found(tenant)).toEqual(idsOf(chunks));
  });

  it('stays with the index, and gives the memory back, where the vectors do not fit', async () => {
    const { scan, seen } = watched(openScan(1024 ** 2));
    const { index, loaded, warnings } = open(scan);
    const tenant = await index.open(tenantId, DIMENSION);
    await loaded(1);
    const documentId = randomUUID();
    const chunks = Array.from({ length: 13_000 }, () => chunk({ documentId }));
    await putChunks(tenant, chunks);
    expect((await tenant.searchVector(make(), { ...ALL, limit: 5 })).length).toBe(5);
    expect(seen.searches).toBe(0);
    expect(warnings).toEqual(['search vectors do not fit in memory and are searched on disk']);
    await expect((await scan.open(randomUUID(), DIMENSION, 8_000)).usage()).resolves.toMatchObject({ rows: 0 });
  });

  it('starts anew for vectors of another length', async () => {
    const { index, loaded } = open(openScan());
    const first = await index.open(tenantId, DIMENSION);
    await loaded(1);
    await putChunks(first, [chunk()]);
    const second = await index.open(tenantId, 4);
    await loaded(2);
    const other = chunk({ vector: new Float32Array([1, 0, 0, 0]) });
    await putChunks(second, [other]);
    expect((await second.searchVector(new Float32Array([0, 1, 0, 0]), ALL)).map((hit) => hit.chunkId)).toEqual([other.chunkId]);
  });
});
