import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createEmbedding } from '#adapters/onnx/create-embedding.ts';
import type { Embedder, Embedding } from '#core/ports/embedder.ts';
import { type TestWorkers, createTestWorkers, quietLogger } from '#test/support/test-workers.ts';

const bundledDirectory = resolve(import.meta.dirname, '../../models/millwright-embed-small');

let workers: TestWorkers;
let folder: string;
beforeAll(() => {
  workers = createTestWorkers();
  folder = mkdtempSync(join(tmpdir(), 'millwright-embedding-'));
});
afterAll(() => {
  workers.killAll();
  rmSync(folder, { recursive: true, force: true });
});

function open(options: { installed?: string; bundled?: string } = {}): Promise<Embedding> {
  return createEmbedding({ workers: workers.workers, logger: quietLogger, threads: 1, installedDirectory: options.installed ?? null, bundledDirectory: options.bundled ?? bundledDirectory });
}

function embedderOf(embedding: Embedding): Embedder {
  const { embedder } = embedding.current();
  if (!embedder) throw new Error('no embedder');
  return embedder;
}

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return Array.from(a ?? []).reduce((sum, value, index) => sum + value * (b?.[index] ?? 0), 0);
}

describe('the bundled embedding model', () => {
  let embedding: Embedding;
  beforeAll(async () => {
    embedding = await open();
  });
  afterAll(() => embedding.close());

  test('gives unit vectors of 256 numbers', async () => {
    const vectors = await embedderOf(embedding).embed(['The pump is started from the panel.', '', 'P-101A', 'word '.repeat(5000)]);
    expect(vectors.map((vector) => vector.length)).toEqual([256, 256, 256, 256]);
    for (const vector of vectors) expect(Math.sqrt(cosine(vector, vector))).toBeCloseTo(1, 3);
  });

  test('places texts about the same thing nearer to each other than others', async () => {
    const [question, near, far] = await embedderOf(embedding).embed(['How do I install the driver on Windows?', 'Installing the device driver under Windows', 'The galaxy rotates slowly']);
    expect(cosine(question, near)).toBeGreaterThan(cosine(question, far) + 0.2);
  });

  test('keeps the order of the texts although it batches them by length', async () => {
    const embedder = embedderOf(embedding);
    const texts = Array.from({ length: 70 }, (_, index) => `Valve number ${index} `.repeat(1 + ((index * 37) % 23)));
    const together = await embedder.embed(texts);
    for (const index of [0, 13, 31, 32, 69]) {
      const [alone] = await embedder.embed([texts[index] ?? '']);
      expect(cosine(together[index], alone)).toBeGreaterThan(0.999);
    }
  });

  test('answers the request in flight although its process is killed', async () => {
    const embedder = embedderOf(embedding);
    await embedder.embed(['warm']);
    const before = workers.started();
    const running = embedder.embed(Array.from({ length: 250 }, (_, index) => `The pressure of vessel ${index} is measured every hour. `.repeat(30)));
    setTimeout(workers.killNewest, 30);
    expect(await running).toHaveLength(250);
    expect(workers.started()).toBe(before + 1);
  });

  test('stops between batches when the request is aborted', async () => {
    const abort = new AbortController();
    const running = embedderOf(embedding).embed(Array.from({ length: 2000 }, (_, index) => `A long enough text about vessel ${index}. `.repeat(40)), abort.signal);
    setTimeout(() => abort.abort(), 50);
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('which model is used', () => {
  afterEach(() => workers.killAll());

  test('without a model folder there is no embedder, and a sentence says why', async () => {
    const embedding = await open({ bundled: join(folder, 'nowhere') });
    expect(embedding.current()).toEqual({ embedder: null, reason: 'The embedding model nowhere is incomplete: its config.json is missing or damaged. Search works by keyword only.' });
  });

  test('damaged weights end in a sentence and no embedder, not in a crash', async () => {
    const broken = join(folder, 'broken-model');
    cpSync(bundledDirectory, broken, { recursive: true });
    writeFileSync(join(broken, 'onnx', 'model_quantized.onnx'), 'this is not a model');
    const embedding = await open({ bundled: broken });
    await expect(embedderOf(embedding).embed(['text'])).rejects.toMatchObject({ code: 'MODEL_INVALID' });
    expect(embedding.current()).toEqual({ embedder: null, reason: 'The embedding model broken-model cannot be loaded: its files are damaged. Search works by keyword only.' });
  });

  test('a model an admin installed goes before the bundled one', async () => {
    const installed = join(folder, 'installed');
    mkdirSync(join(installed, 'not-a-model'), { recursive: true });
    cpSync(bundledDirectory, join(installed, 'plant-embed'), { recursive: true });
    const embedding = await open({ installed });
    expect(embedding.current().embedder?.name).toBe('plant-embed');
    expect(await embedderOf(embedding).embed(['text'])).toHaveLength(1);
    await embedding.close();
  });
});
