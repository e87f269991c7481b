import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLanceIndex } from '#adapters/lancedb/lance-index.ts';
import { createVectorScan } from '#adapters/vector-scan/create-vector-scan.ts';
import { withVectorScan } from '#core/knowledge/index.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { IndexQuery, TenantIndex } from '#core/ports/vector-index.ts';
import { type Figure, figure, median, percentile } from './figures.ts';
import { DIMENSION, type MadeUp, madeUp } from './made-up-vectors.ts';
import { putChunks } from '#test/knowledge/put-chunks.ts';

const SIZES = [10_000, 100_000];
/** Takes ten minutes and 4 GB, so only where it is asked for. */
const MILLION = 'MILLWRIGHT_BENCH_MILLION';
const BEST = 10;
const FILTERED: IndexQuery = { maxLabelRank: 0, limit: BEST };
const ALL: IndexQuery = { maxLabelRank: 3, limit: BEST };
const RECALL_QUESTIONS = 20;
const ROWS_AT_A_TIME = 5_000;
const WORKER = new URL('../../src-main/adapters/vector-scan/scan-worker.ts', import.meta.url);

interface Measured {
  p50: number;
  p95: number;
  cpu: number;
  perSecond: number;
  perSecondOf8: number;
  recall: number;
}

/**
 * Vector search over made-up vectors (heaps around subjects; figures of real texts differ little for the exact ways and more for the
 * approximate one): the scan, and LanceDB's exact and approximate search of the same rows in the same run.
 */
export async function vectorSearch(): Promise<Figure[]> {
  const sizes = process.env[MILLION] === undefined ? SIZES : [...SIZES, 1_000_000];
  const figures: Figure[] = [];
  for (const count of sizes) figures.push(...(await atSize(count)));
  return figures;
}

async function atSize(count: number): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'millwright-bench-'));
  const tenantId = randomUUID();
  const rows = madeUp(count);
  try {
    const flat = await atDisk(directory, tenantId, Number.POSITIVE_INFINITY, async (index) => {
      await fill(index, rows, count);
      return measure(index, rows, FILTERED, count > 50_000 ? 20 : 100);
    });
    const approximate = await atDisk(directory, tenantId, 1_000, async (index) => {
      await index.optimize();
      return measure(index, rows, FILTERED, 100);
    });
    return await inMemory(directory, tenantId, rows, count, { flat, approximate });
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function atDisk<T>(directory: string, tenantId: string, flatRows: number, work: (index: TenantIndex) => Promise<T>): Promise<T> {
  const index = createLanceIndex({ directory, logger: quiet, flatRows, upkeepDelayMs: 3_600_000 });
  try {
    return await work(await index.open(tenantId, DIMENSION));
  } finally {
    await index.close();
  }
}

async function fill(index: TenantIndex, rows: MadeUp, count: number): Promise<void> {
  for (let at = 0; at < count; at += ROWS_AT_A_TIME) {
    await putChunks(index, Array.from({ length: Math.min(ROWS_AT_A_TIME, count - at) }, (_, n) => rows.chunk(at + n)));
  }
  await index.optimize();
}

async function inMemory(directory: string, tenantId: string, rows: MadeUp, count: number, disk: { flat: Measured; approximate: Measured }): Promise<Figure[]> {
  const before = process.memoryUsage.rss();
  const loading = Promise.withResolvers<{ bytes: number; ms: number }>();
  const logger: Logger = { ...quiet, info: (_, fields) => loading.resolve(fields as { bytes: number; ms: number }), warn: (message) => loading.reject(new Error(message)) };
  const index = withVectorScan(createLanceIndex({ directory, logger: quiet }), createVectorScan({ workerUrl: WORKER }), logger);
  try {
    const tenant = await index.open(tenantId, DIMENSION);
    const { bytes, ms } = await loading.promise;
    const [filtered, all] = [await measure(tenant, rows, FILTERED, 200), await measure(tenant, rows, ALL, 200)];
    const text = median(await walls(100, (n) => tenant.searchText(`how to ${rows.chunk(n * 37).text}`, { ...FILTERED, limit: 100 })));
    const vector = median(await walls(100, (n) => tenant.searchVector(rows.question(n), { ...FILTERED, limit: 100 })));
    const mega = (value: number): number => value / 1024 ** 2;
    return [
      ...against(`${count}, filter of 10 %`, filtered, disk),
      figure(`${count}, filter: QPS, 8 at once`, '/s', filtered.perSecondOf8, { name: 'LanceDB IVF_RQ', value: disk.approximate.perSecondOf8 }),
      figure(`${count}, no filter: p95`, 'ms', all.p95),
      figure(`${count}, no filter: recall@10`, '', all.recall),
      figure(`${count}: best 100, filter: p50`, 'ms', vector, { name: 'full text', value: text }),
      figure(`${count}: vectors in memory`, 'MB', mega(bytes)),
      figure(`${count}: growth of the process, loaded`, 'MB', mega(process.memoryUsage.rss() - before)),
      figure(`${count}: loading`, 's', ms / 1000),
    ];
  } finally {
    await index.close();
  }
}

function against(name: string, { p50, p95, cpu, perSecond, recall }: Measured, { flat, approximate }: { flat: Measured; approximate: Measured }): Figure[] {
  return [
    figure(`${name}: p50`, 'ms', p50, { name: 'LanceDB IVF_RQ', value: approximate.p50 }),
    figure(`${name}: p95`, 'ms', p95, { name: 'LanceDB IVF_RQ', value: approximate.p95 }),
    figure(`${name}: p95`, 'ms', p95, { name: 'LanceDB flat', value: flat.p95 }),
    figure(`${name}: CPU`, 'ms', cpu, { name: 'LanceDB IVF_RQ', value: approximate.cpu }),
    figure(`${name}: QPS, one at a time`, '/s', perSecond, { name: 'LanceDB flat', value: flat.perSecond }),
    figure(`${name}: recall@10`, '', recall, { name: 'LanceDB IVF_RQ', value: approximate.recall }),
  ];
}

async function measure(index: TenantIndex, rows: MadeUp, query: IndexQuery, searches: number): Promise<Measured> {
  const ask = (n: number): ReturnType<TenantIndex['searchVector']> => index.searchVector(rows.question(n), query);
  await walls(10, ask);
  const cpu = process.cpuUsage();
  const times = await walls(searches, ask);
  const { user, system } = process.cpuUsage(cpu);
  const started = performance.now();
  await Promise.all(Array.from({ length: 8 }, (_, lane) => walls(searches / 4, (n) => ask(n * 8 + lane))));
  const perSecondOf8 = (searches * 2_000) / (performance.now() - started);
  return {
    p50: median(times), p95: percentile(times, 0.95), cpu: (user + system) / 1000 / searches, perSecond: 1000 / (times.reduce((sum, ms) => sum + ms, 0) / searches),
    perSecondOf8, recall: await recallOf(rows, query, ask),
  };
}

async function recallOf(rows: MadeUp, query: IndexQuery, ask: (n: number) => ReturnType<TenantIndex['searchVector']>): Promise<number> {
  let found = 0;
  for (let n = 0; n < RECALL_QUESTIONS; n++) {
    const hits = new Set((await ask(n)).map((hit) => rows.numberOf(hit.chunkId)));
    found += rows.nearest(rows.question(n), BEST, query === FILTERED).filter((row) => hits.has(row)).length;
  }
  return found / (RECALL_QUESTIONS * BEST);
}

async function walls(times: number, work: (n: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < times; n++) {
    const started = performance.now();
    await work(n);
    taken.push(performance.now() - started);
  }
  return taken;
}

const quiet: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
