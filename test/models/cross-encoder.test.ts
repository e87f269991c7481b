import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCrossEncoder } from '#adapters/onnx/create-cross-encoder.ts';
import { createEmbedding } from '#adapters/onnx/create-embedding.ts';
import type { CrossEncoder } from '#core/ports/cross-encoder.ts';
import { sha256Of } from '#test/support/model-bench.ts';
import { makeCrossEncoder } from '#test/support/onnx/make-cross-encoder.ts';
import { type TestWorkers, createTestWorkers, quietLogger } from '#test/support/test-workers.ts';

let workers: TestWorkers;
let directory: string;
let crossEncoder: CrossEncoder;
let weightsPath: string;
let sha256: string;
const never = new AbortController().signal;

beforeAll(() => {
  workers = createTestWorkers();
  directory = mkdtempSync(join(tmpdir(), 'millwright-rerank-'));
  weightsPath = join(makeCrossEncoder(join(directory, 'plant-reranker')), 'onnx', 'model.onnx');
  sha256 = sha256Of(weightsPath);
  crossEncoder = createCrossEncoder({ workers: workers.workers, directory, threads: 1, settleMs: 20 });
});
afterAll(() => {
  crossEncoder.unload();
  workers.killAll();
  rmSync(directory, { recursive: true, force: true });
});

const QUESTION = 'At what pressure does the safety valve open?';

describe('a cross-encoder in a folder', () => {
  test('is found by what its config.json says, with its place and size', async () => {
    mkdirSync(join(directory, 'not-a-model'));
    const [found, ...more] = await crossEncoder.list();
    expect(more).toEqual([]);
    expect(found).toMatchObject({ name: 'plant-reranker', filename: 'plant-reranker/onnx/model.onnx', weightsPath, architecture: 'BertForSequenceClassification', contextTokens: 512 });
    expect(found?.sizeBytes).toBeGreaterThan(readFileSync(weightsPath).length);
  });

  test('is never taken for an embedding model', async () => {
    const embedding = await createEmbedding({ workers: workers.workers, logger: quietLogger, installedDirectory: directory, bundledDirectory: join(directory, 'plant-reranker') });
    expect(embedding.current().embedder).toBeNull();
    await embedding.close();
  });

  test('reads question and passage together: the score depends on both', async () => {
    const passages = ['The pump stands in hall two.', 'The safety valve opens at a pressure of 13.5 bar.', ...Array.from({ length: 20 }, (_, n) => `Filler ${n} `.repeat(1 + ((n * 7) % 11))), 'pressure '.repeat(4_000), ''];
    await crossEncoder.inspect(weightsPath, never);
    const scores = await crossEncoder.score({ weightsPath, sha256 }, QUESTION, passages, never);
    expect(scores).toHaveLength(passages.length);
    expect(Math.max(...scores)).toBe(scores[1]);
    expect(scores.at(-1)).toBe(-4);
    const other = await crossEncoder.score({ weightsPath, sha256 }, 'Where stands the pump?', passages, never);
    expect(Math.max(...other)).toBe(other[0]);
  });

  test('a lost process fails the call with a sentence, and the next one works', async () => {
    await crossEncoder.score({ weightsPath, sha256 }, QUESTION, ['warm'], never);
    const running = crossEncoder.score({ weightsPath, sha256 }, QUESTION, Array.from({ length: 400 }, () => 'a long passage about pumps '.repeat(80)), never);
    setTimeout(workers.killNewest, 60);
    await expect(running).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE', message: 'The reranker stopped. It restarts by itself.' });
    expect(await crossEncoder.score({ weightsPath, sha256 }, QUESTION, ['again'], never)).toHaveLength(1);
  });

  test('stops when told to, whatever the model does', async () => {
    const slow = join(makeCrossEncoder(join(directory, 'slow-reranker'), { slow: true }), 'onnx', 'model.onnx');
    const stop = new AbortController();
    const running = crossEncoder.score({ weightsPath: slow, sha256: sha256Of(slow) }, QUESTION, Array.from({ length: 30 }, (_, n) => `passage ${n}`), stop.signal);
    setTimeout(() => stop.abort(), 100);
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    rmSync(join(directory, 'slow-reranker'), { recursive: true });
    crossEncoder.unload();
  });
});

describe('a folder that cannot be used is refused with a sentence', () => {
  const broken = (name: string, damage: (folder: string) => void): string => {
    const folder = join(directory, name);
    cpSync(join(directory, 'plant-reranker'), folder, { recursive: true });
    damage(folder);
    return join(folder, 'onnx', 'model.onnx');
  };
  test.each<[string, (folder: string) => void, RegExp]>([
    ['no-weights', (folder) => rmSync(join(folder, 'onnx'), { recursive: true }), /no weights in its onnx folder/],
    ['no-tokenizer', (folder) => rmSync(join(folder, 'tokenizer.json')), /tokenizer\.json is missing/],
    ['bad-tokenizer', (folder) => writeFileSync(join(folder, 'tokenizer.json'), '{"model":{"type":"Nothing"}}'), /cannot be loaded/],
    ['bad-config', (folder) => writeFileSync(join(folder, 'config.json'), '{{{'), /config\.json is missing or damaged/],
    ['not-onnx', (folder) => writeFileSync(join(folder, 'onnx', 'model.onnx'), 'this is no model'), /cannot be loaded: its files are damaged/],
    ['cut-off', (folder) => writeFileSync(join(folder, 'onnx', 'model.onnx'), readFileSync(weightsPath).subarray(0, 700)), /cannot be loaded: its files are damaged/],
    ['flipped', (folder) => writeFileSync(join(folder, 'onnx', 'model.onnx'), readFileSync(weightsPath).map((byte, n) => (n % 97 === 5 ? byte ^ 0xff : byte))), /cannot be loaded/],
    ['many-kinds', (folder) => void makeCrossEncoder(folder, { labels: 3 }), /sorts texts into 3 kinds/],
  ])('%s', async (name, damage, sentence) => {
    await expect(crossEncoder.inspect(broken(name, damage), never)).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringMatching(sentence) });
  });

  test('weights with more outputs than config.json says', async () => {
    const weights = broken('two-outputs', (folder) => {
      const config = readFileSync(join(folder, 'config.json'));
      makeCrossEncoder(folder, { labels: 2 });
      writeFileSync(join(folder, 'config.json'), config);
    });
    await expect(crossEncoder.inspect(weights, never)).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringMatching(/does not give one number/) });
  });

  test('weights that are not those that were installed', async () => {
    await expect(crossEncoder.score({ weightsPath, sha256: 'f'.repeat(64) }, QUESTION, ['x'], never)).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringMatching(/have changed since/) });
  });
});
