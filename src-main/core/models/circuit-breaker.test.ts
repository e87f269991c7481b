import { expect, test } from 'vitest';
import { createCircuitBreaker } from './circuit-breaker.ts';

test('a model rests for a minute after its third failure in a row, then one failure is enough', () => {
  let now = 1_000;
  const breaker = createCircuitBreaker({ now: () => new Date(0), elapsed: () => now });
  breaker.failed('m');
  breaker.failed('m');
  expect(breaker.allows('m')).toBe(true);
  breaker.failed('m');
  expect([breaker.allows('m'), breaker.allows('other')]).toEqual([false, true]);
  now += 60_000;
  expect(breaker.allows('m')).toBe(true);
  breaker.failed('m');
  expect(breaker.allows('m')).toBe(false);
});

test('a success wipes the slate clean', () => {
  const breaker = createCircuitBreaker({ now: () => new Date(0), elapsed: () => 0 });
  breaker.failed('m');
  breaker.failed('m');
  breaker.succeeded('m');
  breaker.failed('m');
  breaker.failed('m');
  expect(breaker.allows('m')).toBe(true);
});
