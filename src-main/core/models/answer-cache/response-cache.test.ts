import { expect, test } from 'vitest';
import { createResponseCache } from './response-cache.ts';

const answer = (letters: number) => [{ type: 'token' as const, text: 'x'.repeat(letters) }];

test('keeps an answer for its time and no longer', () => {
  let now = 0;
  const cache = createResponseCache({ bytes: 10_000, ttlMs: 100 }, () => now);
  cache.put('t', 'k', answer(3));
  now = 99;
  expect(cache.get('t', 'k')).toEqual(answer(3));
  now = 100;
  expect([cache.get('t', 'k'), cache.bytes]).toEqual([null, 0]);
});

test('lets the least recently used go when it is full, and never takes what is larger than it', () => {
  const cache = createResponseCache({ bytes: 2_000, ttlMs: 100 }, () => 0);
  cache.put('t', 'a', answer(200));
  cache.put('t', 'b', answer(200));
  cache.get('t', 'a');
  cache.put('t', 'c', answer(200));
  expect([cache.get('t', 'a') !== null, cache.get('t', 'b'), cache.get('t', 'c') !== null]).toEqual([true, null, true]);
  cache.put('t', 'huge', answer(5_000));
  expect(cache.get('t', 'huge')).toBeNull();
  expect(cache.bytes).toBeLessThanOrEqual(2_000);
});

test('forgets one plant and not another', () => {
  const cache = createResponseCache({ bytes: 10_000, ttlMs: 100 }, () => 0);
  cache.put('t', 'a', answer(1));
  cache.put('u', 'b', answer(1));
  cache.clear('t');
  expect([cache.get('t', 'a'), cache.get('u', 'b')]).toEqual([null, answer(1)]);
  expect([cache.use('t'), cache.use('u')]).toMatchObject([{ hits: 0, misses: 1, entries: 0, bytes: 0 }, { hits: 1, misses: 0, entries: 1 }]);
});
