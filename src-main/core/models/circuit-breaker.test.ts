import { expect, test } from 'vitest';
import { createCircuitBreaker } from './circuit-breaker.ts';

function breakerAt(start: number) {
  let now = start;
  return { breaker: createCircuitBreaker({ now: () => new Date(0), elapsed: () => now }), later: (ms: number) => (now += ms) };
}

test('a model rests for a minute after its third failure in a row; then one request tries it while others go elsewhere', () => {
  const { breaker, later } = breakerAt(1_000);
  breaker.failed('m');
  breaker.failed('m');
  expect([breaker.allows('m'), breaker.state('m')]).toEqual([true, 'closed']);
  breaker.failed('m');
  expect([breaker.allows('m'), breaker.state('m'), breaker.restMs('m'), breaker.allows('other')]).toEqual([false, 'open', 60_000, true]);
  later(60_000);
  expect([breaker.allows('m'), breaker.state('m')]).toEqual([true, 'half-open']);
  breaker.began('m');
  expect(breaker.allows('m')).toBe(false);
  breaker.succeeded('m');
  expect([breaker.allows('m'), breaker.state('m')]).toEqual([true, 'closed']);
});

test('each failed try doubles the rest, up to a quarter of an hour', () => {
  const { breaker, later } = breakerAt(0);
  for (let n = 0; n < 3; n += 1) breaker.failed('m');
  const rests = [];
  for (let n = 0; n < 6; n += 1) {
    rests.push(breaker.restMs('m') / 60_000);
    later(breaker.restMs('m'));
    breaker.began('m');
    breaker.failed('m');
  }
  expect(rests).toEqual([1, 2, 4, 8, 15, 15]);
});

test('what fails together in one crash counts once', () => {
  const { breaker } = breakerAt(0);
  for (let crash = 0; crash < 3; crash += 1) {
    expect(breaker.allows('m')).toBe(true);
    const running = [breaker.began('m'), breaker.began('m'), breaker.began('m'), breaker.began('m')];
    for (const since of running) breaker.failed('m', since);
  }
  expect(breaker.state('m')).toBe('open');
});

test('several that fail after each other make one rest, not a longer one', () => {
  const { breaker } = breakerAt(0);
  for (let n = 0; n < 8; n += 1) breaker.failed('m');
  expect(breaker.restMs('m')).toBe(60_000);
});

test('a try whose caller left leaves the place to the next', () => {
  const { breaker, later } = breakerAt(0);
  for (let n = 0; n < 3; n += 1) breaker.failed('m');
  later(60_000);
  breaker.began('m');
  breaker.cancelled('m');
  expect(breaker.allows('m')).toBe(true);
});

test('a success wipes the slate clean', () => {
  const { breaker } = breakerAt(0);
  breaker.failed('m');
  breaker.failed('m');
  breaker.succeeded('m');
  breaker.failed('m');
  breaker.failed('m');
  expect(breaker.allows('m')).toBe(true);
});
