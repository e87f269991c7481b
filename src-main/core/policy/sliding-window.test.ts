import { expect, test } from 'vitest';
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
