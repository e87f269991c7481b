import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { CrossEncoder } from '#core/ports/cross-encoder.ts';
import type { ModelRow } from './model-rows.ts';
import { createReranker } from './reranking.ts';

const row: ModelRow = {
  id: 'r', name: 'slowpoke', filename: 'slowpoke/onnx/model.onnx', path: '/models/slowpoke/onnx/model.onnx', format: 'onnx', status: 'ready', problem: null, size_bytes: 1, sha256: 'x',
  architecture: 'BertForSequenceClassification', parameters: null, quantization: null, context_tokens: 512, pooling: null, dimension: null, licence: null, fit: null, bundled: false, created_at: new Date(0),
};
const never = new AbortController().signal;

function reranker(score: CrossEncoder['score'], budgetMs = 20) {
  let now = 0;
  const made = createReranker({
    registry: { list: async () => [row] }, roles: { read: async () => ({}) }, clock: { now: () => new Date(0), elapsed: () => now }, budgetMs,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    textModels: { rank: () => Promise.reject(new Error('no GGUF model here')) },
    crossEncoder: { score, list: async () => [], inspect: async () => undefined, unload: () => undefined },
  });
  return { ...made, later: (ms: number) => (now += ms) };
}

const endless: CrossEncoder['score'] = async (_model, _question, _passages, signal) => {
  await sleep(60_000, undefined, { signal });
  return new Float32Array();
};

test('after the budget the order stands, with the reason, and after three times the model rests for a minute', async () => {
  const { rank, mode, later } = reranker(endless);
  expect(await rank('t', 'q', ['a'], never)).toEqual({ model: null, reason: 'The reranker slowpoke took longer than 0.02 seconds.', scores: null });
  expect(await mode('t')).toEqual({ model: null, reason: 'The reranker slowpoke took longer than 0.02 seconds.' });
  await rank('t', 'q', ['a'], never);
  await rank('t', 'q', ['a'], never);
  expect((await rank('t', 'q', ['a'], never)).reason).toBe('The reranker slowpoke took longer than 0.02 seconds. It rests for a minute.');
  later(60_001);
  expect((await rank('t', 'q', ['a'], never)).reason).toBe('The reranker slowpoke took longer than 0.02 seconds.');
});

test('only the best passages are judged, and scores lie between 0 and 1', async () => {
  let seen = 0;
  const { rank, mode } = reranker(async (_model, _question, passages) => {
    seen = passages.length;
    return Float32Array.from(passages, (_, n) => 20 - n);
  }, 5_000);
  const { model, scores } = await rank('t', 'q', Array.from({ length: 200 }, () => 'p'), never);
  expect([model, seen, scores?.length]).toEqual(['slowpoke', 30, 30]);
  expect(scores?.[0]).toBeLessThan(1);
  expect(scores?.[20]).toBe(0.5);
  expect(await mode('t')).toEqual({ model: 'slowpoke', reason: null });
});

test('a search that is stopped is stopped here too, and counts against nobody', async () => {
  const stop = new AbortController();
  const { rank, mode } = reranker(endless, 60_000);
  const running = rank('t', 'q', ['a'], stop.signal);
  setTimeout(() => stop.abort(), 5);
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(await mode('t')).toEqual({ model: 'slowpoke', reason: null });
});
