import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLanceIndex } from '#adapters/lancedb/lance-index.ts';
import { createVectorScan } from '#adapters/vector-scan/create-vector-scan.ts';
import { withRelease, withVectorScan } from '#core/knowledge/index.ts';
import type { ReleaseOptions } from '#core/knowledge/indexing/released-index.ts';
import type { VectorIndex } from '#core/ports/vector-index.ts';
import type { TenantScan, VectorScan } from '#core/ports/vector-scan.ts';
import { silent } from '#test/database/open-test-database.ts';
import { putChunks } from './put-chunks.ts';

const WORKER = new URL('../../src-main/adapters/vector-scan/scan-worker.ts', import.meta.url);
const DIMENSION = 4;
const ALL = { maxLabelRank: 3, limit: 10 };
const VECTOR = Float32Array.from([1, 0, 0, 0]);
const LONG = { timeout: 20_000 };

let directory: string;
let index: VectorIndex;
/** Tenants whose index LanceDB has open, and those whose vectors are in memory. */
let tables: Set<string>;
let scans: Set<string>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millwright-index-'));
  [tables, scans] = [new Set(), new Set()];
});
afterEach(async () => {
  await index.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

function open(options: ReleaseOptions): VectorIndex {
  const lance = createLanceIndex({ directory, logger: silent });
  const counted: VectorIndex = {
    ...lance,
    open: async (tenantId, dimension) => {
      const opened = await lance.open(tenantId, dimension);
      tables.add(tenantId);
      return opened;
    },
    release: async (tenantId) => {
      await lance.release(tenantId);
      tables.delete(tenantId);
    },
  };
  return withRelease(withVectorScan(counted, counting(createVectorScan({ workerUrl: WORKER })), silent), options);
}

function counting(scan: VectorScan): VectorScan {
  return {
    close: () => scan.close(),
    async open(tenantId, dimension, rows) {
      const opened = await scan.open(tenantId, dimension, rows);
      scans.add(tenantId);
      const drop = async (): Promise<void> => {
        await opened.drop();
        scans.delete(tenantId);
      };
      return { ...opened, drop } satisfies TenantScan;
    },
  };
}

async function fill(count: number) {
  const made = [];
  for (let n = 0; n < count; n += 1) {
    const [tenantId, chunkId] = [randomUUID(), randomUUID()];
    const tenant = await index.open(tenantId, DIMENSION);
    await putChunks(tenant, [{ chunkId, documentId: randomUUID(), text: 'relief valve', vector: VECTOR, labelRank: 1 }]);
    made.push({ tenantId, chunkId, tenant });
  }
  return made;
}

test('no more tenants than the bound stay open, the last used ones, and what was given for the others is still good', async () => {
  index = open({ most: 3 });
  const made = await fill(8);
  await expect.poll(() => tables.size, LONG).toBeLessThanOrEqual(3);
  await expect.poll(() => scans.size, LONG).toBeLessThanOrEqual(3);
  expect(tables).toContain(made[7]?.tenantId);
  expect(tables).not.toContain(made[0]?.tenantId);
  for (const { tenant, chunkId } of made) {
    expect((await tenant.searchText('valve', ALL)).map((hit) => hit.chunkId)).toEqual([chunkId]);
    expect((await tenant.searchVector(VECTOR, ALL)).map((hit) => hit.chunkId)).toEqual([chunkId]);
  }
  await expect.poll(() => tables.size, LONG).toBeLessThanOrEqual(3);
});

test('an index that nobody uses gives its files and its memory back, and opens again with the next question', async () => {
  index = open({ idleMs: 200 });
  const [made] = await fill(1);
  await expect.poll(() => [tables.size, scans.size], LONG).toEqual([0, 0]);
  expect((await made?.tenant.searchVector(VECTOR, ALL))?.map((hit) => hit.chunkId)).toEqual([made?.chunkId]);
  expect(tables.size).toBe(1);
  await expect.poll(() => [tables.size, scans.size], LONG).toEqual([0, 0]);
});

test('changes and searches of many tenants at once lose nothing, though hardly any may stay open', async () => {
  index = open({ most: 1 });
  const made = await fill(4);
  const added = await Promise.all(
    made.flatMap(({ tenant }) =>
      Array.from({ length: 5 }, async () => {
        const chunkId = randomUUID();
        await putChunks(tenant, [{ chunkId, documentId: randomUUID(), text: 'added pump', vector: VECTOR, labelRank: 1 }]);
        await tenant.searchText('pump', ALL);
        return chunkId;
      }),
    ),
  );
  for (const [n, { tenant }] of made.entries()) {
    const found = (await tenant.searchText('pump', ALL)).map((hit) => hit.chunkId);
    expect(found.toSorted()).toEqual(added.slice(5 * n, 5 * n + 5).toSorted());
  }
});

test('vectors of another length take the place of the former ones, and the index stays one', async () => {
  index = open({ most: 1 });
  const [made] = await fill(1);
  const again = await index.open(made?.tenantId ?? '', 2);
  expect(await again.searchVector(Float32Array.from([1, 0]), ALL)).toEqual([]);
  expect((await again.searchText('valve', ALL)).map((hit) => hit.chunkId)).toEqual([made?.chunkId]);
});
