import { expect, test } from 'vitest';
import { createReadPace } from './read-pace.ts';

/** The sizes of the pieces in which so many tokens are read, and how long all of it takes. */
function read(total: number, costMs: (tokens: number, before: number) => number): { sizes: number[]; ms: number } {
  const pace = createReadPace();
  const sizes: number[] = [];
  let [done, ms] = [0, 0];
  while (done < total) {
    const tokens = Math.min(pace.size(), total - done);
    const took = costMs(tokens, done);
    pace.took(tokens, took);
    sizes.push(tokens);
    done += tokens;
    ms += took;
  }
  return { sizes, ms };
}

test('a slow model reads small pieces, each within the time of one, but never tiny ones', () => {
  const slow = read(2_000, (tokens) => tokens * 4);
  expect(Math.max(...slow.sizes.slice(1))).toBeLessThanOrEqual(10);
  expect(Math.min(...read(1_000, (tokens) => tokens * 100).sizes.slice(0, -1))).toBe(8);
});

test('a fast model reads larger pieces, at most twice as large at a time, up to a batch', () => {
  expect(read(4_000, (tokens) => tokens * 0.05).sizes.slice(0, 7)).toEqual([16, 32, 64, 128, 256, 512, 512]);
});

test('where a piece costs much for itself, pieces stay large enough that reading takes at most about twice what it has to', () => {
  const cost = (tokens: number, before: number): number => 20 + before * 0.15 + tokens * 0.8;
  const { sizes, ms } = read(4_000, cost);
  let least = 0;
  for (let done = 0; done < 4_000; done += 512) least += cost(512, done);
  expect(ms).toBeLessThan(least * 2.2);
  expect(sizes.length).toBeLessThan(80);
});

test('pieces keep their time where each token costs more the more was read before it', () => {
  const took: number[] = [];
  read(4_000, (tokens, before) => took[took.push(tokens * (0.2 + before * 0.00026) + before * 0.0016) - 1] ?? 0);
  expect(Math.max(...took)).toBeLessThan(60);
});

test('a machine that is slow for a moment does not leave pieces tiny', () => {
  let piece = 0;
  const { sizes } = read(6_000, (tokens) => (piece++ % 7 === 3 ? 10 : 1) * (5 + tokens * 0.5));
  expect(sizes.slice(10).filter((size) => size < 32).length).toBeLessThan(sizes.length / 3);
});
