import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, makeArrowTable } from '@lancedb/lancedb';
import { Field, Schema } from 'apache-arrow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLanceIndex, type LanceIndexOptions } from '#adapters/lancedb/lance-index.ts';
import { TEXT_TABLE, vectorTable } from '#adapters/lancedb/table-schema.ts';
import type { IndexHit, TenantIndex, VectorIndex } from '#core/ports/vector-index.ts';
import type { ScanRows } from '#core/ports/vector-scan.ts';
import { silent } from '#test/database/open-test-database.ts';
import { type IndexedChunk, putChunks } from './put-chunks.ts';

const DIMENSION = 8;
const ALL = { maxLabelRank: 3, limit: 10 };

let directory: string;
let tenant: string;
const opened: VectorIndex[] = [];

function openIndex(options: Partial<LanceIndexOptions> = {}): VectorIndex {
  const index = createLanceIndex({ directory, logger: silent, ...options });
  opened.push(index);
  return index;
}

/** A unit vector that points mostly along one axis. */
function pointing(axis: number, n = 0): Float32Array {
  const vector = Float32Array.from({ length: DIMENSION }, (_, i) => (i === axis ? 1 : 0.01 * Math.sin(n + i)));
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** As many numbers as models give: the vector index keeps one bit of each, too little to tell vectors of eight numbers apart. */
const WIDE = 256;

/** A unit vector that is far from those of all other numbers. */
function scattered(n: number): Float32Array {
  const vector = Float32Array.from({ length: WIDE }, (_, i) => ((Math.sin((n + 1) * 12.9898 + (i + 1) * 78.233) * 43_758.5453) % 1));
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function chunk(text: string, rest: Partial<IndexedChunk> = {}): IndexedChunk {
  return { chunkId: randomUUID(), documentId: randomUUID(), text, vector: null, labelRank: 1, ...rest };
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millwright-index-'));
  tenant = randomUUID();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((index) => index.close()));
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

describe("a tenant's index", () => {
  it('finds a chunk by text and by vector as soon as it is added, and replaces it by id', async () => {
    const index = await openIndex().open(tenant, DIMENSION);
    const pump = chunk('Feed pump P-101A, studs M12x1.75', { vector: pointing(0) });
    const valve = chunk('Đóng van an toàn; Überdruckventil', { vector: pointing(1) });
    await putChunks(index, [pump, valve]);
    for (const words of ['p101a', 'P-101A', 'm12X1.75', 'pumps', 'PUMP']) {
      expect((await index.searchText(words, ALL)).map((hit) => hit.chunkId), words).toEqual([pump.chunkId]);
    }
    for (const words of ['dong van', 'uberdruckventil', 'U\u0308berdruckventil']) {
      expect((await index.searchText(words, ALL)).map((hit) => hit.chunkId), words).toEqual([valve.chunkId]);
    }
    const [nearest] = await index.searchVector(pointing(1), ALL);
    expect(nearest?.chunkId).toBe(valve.chunkId);
    expect(nearest?.score).toBeCloseTo(1, 5);

    await putChunks(index, [{ ...pump, text: 'Agitator A-3' }]);
    expect(await index.searchText('P-101A', ALL)).toEqual([]);
    expect((await index.searchText('agitator', ALL)).map((hit) => hit.chunkId)).toEqual([pump.chunkId]);
    expect([...(await index.vectors([pump.chunkId, valve.chunkId])).keys()].sort()).toEqual([pump.chunkId, valve.chunkId].sort());
  });

  it('compares what was there before the last upkeep with what came since by one measure', async () => {
    const index = await openIndex({ upkeepDelayMs: 3_600_000 }).open(tenant, DIMENSION);
    const meant = chunk('Pump P-101A feeds the evaporator at 3.5 bar.');
    await putChunks(index, [meant, chunk('The drain has a fitting of brass.'), chunk('Gasket SKU-12345 lies on shelf nine.'), chunk('Use screws on the flange.')]);
    await index.optimize();
    await putChunks(index, Array.from({ length: 12 }, (_, n) => chunk(`Pump P-10${n} and screw M${n} at ${n} bar, size ${n}/3, shelf ${n}, DIN 93${n}.`)));
    const soon = await index.searchText('P 101 A PUMP', ALL);
    await index.optimize();
    const later = await index.searchText('P 101 A PUMP', ALL);
    expect(soon[0]?.chunkId).toBe(meant.chunkId);
    expect(soon[0]?.score).toBeCloseTo(later[0]?.score ?? 0, 3);
    expect(later[0]?.chunkId).toBe(meant.chunkId);
  });

  it('ranks only what the label allows: a hidden better match takes no place', async () => {
    const index = await openIndex().open(tenant, DIMENSION);
    const hidden = Array.from({ length: 20 }, () => chunk('bypass code bypass code', { labelRank: 3, vector: pointing(0) }));
    const shown = chunk('the bypass valve has a code plate', { labelRank: 1, vector: pointing(2) });
    await putChunks(index, [...hidden, shown]);
    const few = { maxLabelRank: 2, limit: 5 };
    expect((await index.searchText('bypass code', few)).map((hit) => hit.chunkId)).toEqual([shown.chunkId]);
    expect((await index.searchVector(pointing(0), few)).map((hit) => hit.chunkId)).toEqual([shown.chunkId]);
    await index.setLabel(shown.documentId, 3);
    expect(await index.searchText('bypass code', few)).toEqual([]);
  });

  it.each([
    ['a few', 0],
    ['more ids than a predicate should hold', 600],
  ])('ranks only the documents that are wanted, and none that are not: %s', async (_, strangers) => {
    const index = await openIndex().open(tenant, DIMENSION);
    const better = Array.from({ length: 30 }, () => chunk('bypass code bypass code', { vector: pointing(0) }));
    const wanted = [chunk('the bypass valve has a code plate', { vector: pointing(2) }), chunk('the plate of the bypass', { vector: pointing(3) })];
    await putChunks(index, [...better, ...wanted]);
    const others = Array.from({ length: strangers }, () => randomUUID());
    const ids = (chunks: readonly { chunkId: string }[]): string[] => chunks.map(({ chunkId }) => chunkId).sort();
    for (const documents of [{ only: [...wanted.map(({ documentId }) => documentId), ...others] }, { without: [...better.map(({ documentId }) => documentId), ...others] }]) {
      const query = { maxLabelRank: 3, limit: 5, documents };
      expect(ids(await index.searchText('bypass code', query))).toEqual(ids(wanted));
      expect(ids(await index.searchVector(pointing(0), query))).toEqual(ids(wanted));
    }
    expect(await index.searchText('bypass', { maxLabelRank: 3, limit: 5, documents: { only: [] } })).toEqual([]);
    expect((await index.searchText('bypass', { maxLabelRank: 3, limit: 50, documents: { without: [] } })).length).toBe(32);
  });

  it('gives back every vector it holds, with whose it is', async () => {
    const index = await openIndex().open(tenant, DIMENSION);
    const chunks = [chunk('one', { vector: pointing(0), labelRank: 2 }), chunk('two', { vector: pointing(1) })];
    await putChunks(index, [...chunks, chunk('none')]);
    const { count, batches } = await index.storedVectors();
    expect(count).toBe(2);
    const read: ScanRows[] = [];
    for await (const batch of batches) read.push(batch);
    const rows = read.flatMap(({ chunkIds, documentIds, labelRanks, vectors }) =>
      chunkIds.map((chunkId, n) => ({ chunkId, documentId: documentIds[n], labelRank: labelRanks[n], vector: vectors.slice(n * DIMENSION, (n + 1) * DIMENSION) })),
    );
    const byId = (a: { chunkId: string }, b: { chunkId: string }): number => (a.chunkId < b.chunkId ? -1 : 1);
    expect(rows.sort(byId)).toEqual(chunks.map(({ chunkId, documentId, labelRank, vector }) => ({ chunkId, documentId, labelRank, vector })).sort(byId));
  });

  it('keeps tenants in separate tables', async () => {
    const index = openIndex();
    await putChunks(await index.open(tenant, DIMENSION), [chunk('zirconium')]);
    expect(await (await index.open(randomUUID(), DIMENSION)).searchText('zirconium', ALL)).toEqual([]);
  });

  it('answers the same before and after upkeep, which leaves few files', async () => {
    const index = await openIndex({ upkeepDelayMs: 60_000 }).open(tenant, DIMENSION);
    for (let n = 0; n < 8; n++) await putChunks(index, [chunk(`batch ${n} valve`, { vector: pointing(n % 4, n) })]);
    const before = await index.searchText('valve 3', ALL);
    const counts = await index.counts();
    await index.optimize();
    expect((await index.searchText('valve 3', ALL))[0]?.chunkId).toBe(before[0]?.chunkId);
    expect(await index.counts()).toEqual(counts);
  });

  it('switches to the vector index past the flat limit and still finds the nearest, however often upkeep comes and after a restart', async () => {
    const flatRows = 500;
    const first = openIndex({ flatRows, upkeepDelayMs: 60_000 });
    const index = await first.open(tenant, WIDE);
    const rows = Array.from({ length: 1_000 }, (_, n) => chunk(`row ${n}`, { vector: scattered(n) }));
    await putChunks(index, [...rows, chunk('no vector')]);
    const some = rows.filter((_, n) => n % 40 === 0);
    const nearest = (of: TenantIndex): Promise<(IndexHit | undefined)[]> => Promise.all(some.map(async ({ vector }) => (await of.searchVector(vector ?? scattered(0), ALL))[0]));
    const exact = some.map(({ chunkId }) => ({ chunkId, score: expect.closeTo(1, 4) as number }));
    expect(await nearest(index)).toEqual(exact);
    await index.optimize();
    const table = await (await connect(join(directory, tenant))).openTable('vectors');
    expect((await table.listIndices()).map((each) => each.indexType)).toContain('IvfRq');
    expect(await nearest(index)).toEqual(exact);
    // Upkeep joins partitions that are too small, so that the index is another.
    await index.optimize();
    expect(await nearest(index)).toEqual(exact);
    await first.close();
    expect(await nearest(await openIndex({ flatRows }).open(tenant, WIDE))).toEqual(exact);
  });

  it('drops vectors of another length and keeps the text', async () => {
    const old = chunk('old', { vector: pointing(0) });
    await putChunks(await openIndex().open(tenant, DIMENSION), [old]);
    const again = openIndex();
    const index = await again.open(tenant, 4);
    expect(await index.counts()).toEqual(new Map([[old.documentId, { chunks: 1, vectors: 0 }]]));
    expect(again.repairs).toEqual([]);
    await putChunks(index, [chunk('new', { vector: new Float32Array([1, 0, 0, 0]) })]);
    expect((await index.searchVector(new Float32Array([1, 0, 0, 0]), ALL)).length).toBe(1);
  });
});

describe('an index of an earlier version, with vectors beside the text', () => {
  const [pump, valve] = [chunk('Feed pump P-101A', { vector: pointing(0), labelRank: 2 }), chunk('Safety valve')];

  async function written(): Promise<void> {
    const connection = await connect(join(directory, tenant));
    const row = ({ chunkId, documentId, text, labelRank, vector }: IndexedChunk) => ({ id: chunkId, document_id: documentId, text, stems: text, label_rank: labelRank, vector: vector === null ? null : [...vector] });
    const { fields } = vectorTable(DIMENSION).schema;
    const vector = fields.filter(({ name }) => name === 'vector').map(({ name, type }) => new Field(name, type, true));
    const schema = new Schema([...TEXT_TABLE.schema.fields, ...vector]);
    const table = await connection.createTable('chunks', makeArrowTable([row(pump), row(valve)], { schema }));
    for (const { column, config } of TEXT_TABLE.indexes) await table.createIndex(column, { config: config() });
  }

  async function expectMoved(index: TenantIndex): Promise<void> {
    expect((await index.searchText('P-101A', ALL)).map((hit) => hit.chunkId)).toEqual([pump.chunkId]);
    expect((await index.searchVector(pointing(0), ALL)).map((hit) => hit.chunkId)).toEqual([pump.chunkId]);
    expect((await index.searchVector(pointing(0), { ...ALL, maxLabelRank: 1 }))).toEqual([]);
    expect(await index.counts()).toEqual(new Map([[pump.documentId, { chunks: 1, vectors: 1 }], [valve.documentId, { chunks: 1, vectors: 0 }]]));
  }

  it('is moved to two tables when it is opened, and goes on from there', async () => {
    await written();
    const first = openIndex();
    const index = await first.open(tenant, DIMENSION);
    expect(first.repairs).toEqual([]);
    await expectMoved(index);
    expect(existsSync(join(directory, tenant, 'chunks.lance'))).toBe(false);
    await putChunks(index, [{ ...valve, vector: pointing(3) }]);
    await index.optimize();
    await first.close();
    const again = await openIndex().open(tenant, DIMENSION);
    expect((await again.searchVector(pointing(3), ALL)).map((hit) => hit.chunkId)).toEqual([valve.chunkId, pump.chunkId]);
  });

  it('is moved anew where the move was interrupted', async () => {
    await written();
    const connection = await connect(join(directory, tenant));
    await connection.createEmptyTable('vectors', vectorTable(DIMENSION).schema);
    await expectMoved(await openIndex().open(tenant, DIMENSION));
  });

  it('comes back empty, to be built from the database, where it cannot be read', async () => {
    await written();
    const folder = join(directory, tenant, 'chunks.lance', 'data');
    for (const name of await readdir(folder)) await truncate(join(folder, name), 0);
    const index = await openIndex().open(tenant, DIMENSION);
    expect(await index.counts()).toEqual(new Map());
    await putChunks(index, [pump]);
    expect((await index.searchText('P-101A', ALL)).map((hit) => hit.chunkId)).toEqual([pump.chunkId]);
  });
});

describe('after a power cut', () => {
  const versions = (): string => join(directory, tenant, 'texts.lance', '_versions');

  it('drops a newest version that is empty, says so, and works on', async () => {
    const first = await openIndex({ upkeepDelayMs: 60_000 }).open(tenant, DIMENSION);
    const kept = chunk('kept pump');
    await putChunks(first, [kept]);
    await putChunks(first, [chunk('lost valve')]);
    const newest = (await readdir(versions())).filter((name) => name.endsWith('.manifest')).sort()[0] ?? '';
    await truncate(join(versions(), newest), 0);

    const again = openIndex();
    const index = await again.open(tenant, DIMENSION);
    expect(again.repairs).toHaveLength(1);
    expect((await index.searchText('pump', ALL)).map((hit) => hit.chunkId)).toEqual([kept.chunkId]);
    await putChunks(index, [chunk('valve again')]);
    expect((await index.searchText('valve', ALL)).length).toBe(1);
  });

  it('drops versions whose data is gone, down to an empty index that works', async () => {
    const first = await openIndex({ upkeepDelayMs: 60_000 }).open(tenant, DIMENSION);
    await putChunks(first, [chunk('pump one')]);
    await putChunks(first, [chunk('pump two')]);
    const folder = join(directory, tenant, 'texts.lance', 'data');
    for (const name of await readdir(folder)) await truncate(join(folder, name), 0);

    const again = openIndex();
    const index = await again.open(tenant, DIMENSION);
    expect(again.repairs.length).toBeGreaterThan(0);
    expect(await index.counts()).toEqual(new Map());
    await putChunks(index, [chunk('pump three')]);
    expect((await index.searchText('pump', ALL)).length).toBe(1);
  });
});
