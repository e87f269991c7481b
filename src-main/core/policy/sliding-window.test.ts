import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createSlidingWindow } from './sliding-window.ts';

const limit = { perMinute: 2, perHour: 3 };

test('allows as many calls a minute as the limit says and names the wait for the next', () => {
  const window = createSlidingWindow();
  expect(window.take('a', limit, 0)).toBe(0);
  expect(window.take('a', limit, 10_000)).toBe(0);
  expect(window.take('a', limit, 20_000)).toBe(40);
  expect(window.take('a', limit, 60_001)).toBe(0);
});

test('holds the hour limit across minutes, and a refused call does not lengthen the wait', () => {
  const window = createSlidingWindow();
  for (const at of [0, 1, 120_000]) expect(window.take('a', limit, at)).toBe(0);
  expect(window.take('a', limit, 240_000)).toBe(3360);
  expect(window.take('a', limit, 241_000)).toBe(3359);
  expect(window.take('a', limit, 3_600_001)).toBe(0);
});

test('keeps callers apart', () => {
  const window = createSlidingWindow();
  window.take('a', limit, 0);
  window.take('a', limit, 0);
  expect(window.take('b', limit, 0)).toBe(0);
});

test('a limit of zero refuses every call', () => {
  expect(createSlidingWindow().take('a', { perMinute: 0, perHour: 0 }, 0)).toBeGreaterThan(0);
});

test('no minute and no hour ever holds more calls than the limit, a call is refused only for that, and the wait told is the wait there is', () => {
  const limits = fc.record({ perMinute: fc.integer({ min: 1, max: 5 }), perHour: fc.integer({ min: 1, max: 12 }) });
  const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 2_000_000 })), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(limits, steps, (each, gaps) => {
      const window = createSlidingWindow();
      const taken: number[] = [];
      let now = 0;
      const full = (at: number): boolean => taken.filter((time) => time > at - 60_000).length >= each.perMinute || taken.filter((time) => time > at - 3_600_000).length >= each.perHour;
      for (const gap of gaps) {
        now += gap;
        const wait = window.take('a', each, now);
        expect(wait > 0).toBe(full(now));
        if (wait === 0) taken.push(now);
        else {
          expect(full(now + wait * 1_000)).toBe(false);
          expect(full(now + (wait - 1) * 1_000)).toBe(true);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('of a hundred thousand callers within an hour the last costs no more than the first', () => {
  let looked = 0;
  const values = Map.prototype[Symbol.iterator];
  const iterate = vi.spyOn(Map.prototype, Symbol.iterator).mockImplementation(function (this: Map<unknown, unknown>) {
    looked += this.size;
    return values.call(this);
  });
  const window = createSlidingWindow();
  for (let n = 0; n < 100_000; n += 1) window.take(`caller:${n}`, { perMinute: 10, perHour: 20 }, n);
  iterate.mockRestore();
  expect(looked).toBeLessThan(1_000_000);
  expect(looked).toBeGreaterThan(0);
});
