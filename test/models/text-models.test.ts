import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTextModels } from '#adapters/llama/create-text-models.ts';
import type { Embedder } from '#core/ports/embedder.ts';
import type { TextModels } from '#core/ports/text-models.ts';
import { type BertShape, makeBertGguf } from '#test/support/gguf/make-bert-gguf.ts';
import { makeQwenGguf } from '#test/support/gguf/make-qwen-gguf.ts';
import { sha256Of } from '#test/support/model-bench.ts';
import { createTestWorkers, type TestWorkers } from '#test/support/test-workers.ts';

const never = new AbortController().signal;

let workers: TestWorkers;
let folder: string;
let models: TextModels;
beforeAll(() => {
  workers = createTestWorkers();
  folder = mkdtempSync(join(tmpdir(), 'millwright-text-models-'));
  models = createTextModels({ workers: workers.workers, threads: 1, gpu: false });
});
afterAll(() => {
  models.unload();
  workers.killAll();
  rmSync(folder, { recursive: true, force: true });
});

function made(shape: BertShape): string {
  const path = join(folder, `${JSON.stringify(shape).replace(/\W/g, '')}.gguf`);
  makeBertGguf(path, shape);
  return path;
}

function embedder(shape: BertShape): Embedder {
  const modelPath = made(shape);
  return models.embedder({ name: 'tiny-bert', identity: 'tiny-bert:x', modelPath, sha256: sha256Of(modelPath), dimension: shape.width ?? 32, contextTokens: 128 });
}

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return Array.from(a ?? []).reduce((sum, value, n) => sum + value * (b?.[n] ?? 0), 0);
}

describe.each<BertShape>([{ pooling: 'mean' }, { pooling: 'cls', width: 64 }])('a GGUF model that embeds by $pooling', (shape) => {
  test('gives unit vectors in the order of the texts, like texts near to each other, and reads the beginning of a long one', async () => {
    const long = 'relief pressure of the pump '.repeat(2_000);
    const [question, near, far, again, beginning] = await embedder(shape).embed(['relief pressure of the pump', 'The relief pressure of the pump is 6 bar', 'the galaxy rotates slowly', 'relief pressure of the pump', long]);
    expect(question).toHaveLength(shape.width ?? 32);
    for (const vector of [question, near, far, beginning]) expect(cosine(vector, vector)).toBeCloseTo(1, 4);
    expect(cosine(question, near)).toBeGreaterThan(cosine(question, far));
    expect(cosine(question, again)).toBeCloseTo(1, 5);
    expect(cosine(question, beginning)).toBeGreaterThan(cosine(question, far));
  });
});

describe('a GGUF model that embeds', () => {
  test('answers a question between the texts of a document, and stops when told to', async () => {
    const model = embedder({ pooling: 'mean' });
    await model.embed(['warm']);
    const abort = new AbortController();
    let over = false;
    const batch = model.embed(Array.from({ length: 20_000 }, (_, n) => `The conveyor ${n} is greased every month by the crew.`), abort.signal).finally(() => (over = true));
    const [answer] = await model.embed(['relief pressure']);
    expect(answer).toHaveLength(32);
    expect(over).toBe(false);
    abort.abort();
    await expect(batch).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await model.countTokens(['the pump', 'the relief pressure of the pump'])).toEqual([expect.any(Number), expect.any(Number)]);
  });

  test('answers the request in flight although its process is killed', async () => {
    const model = embedder({ pooling: 'mean' });
    await model.embed(['warm']);
    const before = workers.started();
    const running = model.embed(Array.from({ length: 3_000 }, (_, n) => `The pressure of tank ${n} is greased every month.`));
    setTimeout(workers.killNewest, 20);
    expect(await running).toHaveLength(3_000);
    expect(workers.started()).toBe(before + 1);
  });

  test('whose file has changed is not used', async () => {
    const model = embedder({ pooling: 'mean', name: 'changed' });
    appendFileSync(join(folder, `${JSON.stringify({ pooling: 'mean', name: 'changed' }).replace(/\W/g, '')}.gguf`), 'x');
    await expect(model.embed(['text'])).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringContaining('has changed since it was installed') });
  });
});

test('decoders embed by their last token and judge with a head, too', async () => {
  const [last, rank] = [join(folder, 'last.gguf'), join(folder, 'judge.gguf')];
  makeQwenGguf(last, 'last');
  makeQwenGguf(rank, 'rank');
  const model = models.embedder({ name: 'last', identity: 'last:x', modelPath: last, sha256: sha256Of(last), dimension: 64, contextTokens: 512 });
  const [one, other, again] = await model.embed(['the pump valve', 'check the alarm limit', 'the pump valve']);
  expect(cosine(one, again)).toBeCloseTo(1, 4);
  expect(cosine(one, other)).toBeLessThan(0.999);
  const scores = await models.rank({ modelPath: rank, sha256: sha256Of(rank) }, 'the valve', ['the pump valve', 'check the alarm limit'], never);
  expect(new Set(scores).size).toBe(2);
  for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
});

test('a GGUF model that judges gives each passage a score that depends on both texts, also a long one', async () => {
  const modelPath = made({ pooling: 'rank' });
  const file = { modelPath, sha256: sha256Of(modelPath) };
  const passages = ['the pump', 'relief pressure of the pump is 6 bar', 'the galaxy rotates slowly', 'the crane hook '.repeat(3_000), ''];
  const scores = await models.rank(file, 'relief pressure', passages, never);
  expect(scores).toHaveLength(passages.length);
  for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
  expect(new Set(scores).size).toBeGreaterThan(3);
  expect([...(await models.rank(file, 'galaxy', passages, never))]).not.toEqual([...scores]);
  expect([...(await models.rank(file, 'relief pressure', passages, never))]).toEqual([...scores]);
  // A search that may not wait for the model finds it loaded the next time.
  models.unload();
  await expect(models.rank(file, 'relief pressure', passages, AbortSignal.timeout(1))).rejects.toThrow();
  expect([...(await models.rank(file, 'relief pressure', passages, never))]).toEqual([...scores]);
  await expect(models.rank({ ...file, sha256: '0'.repeat(64) }, 'x', ['y'], never)).rejects.toMatchObject({ code: 'MODEL_INVALID' });
});
