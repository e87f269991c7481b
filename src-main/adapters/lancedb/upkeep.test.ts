import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createUpkeep } from './upkeep.ts';

test('upkeep waits for quiet, comes at once after many rows, and rests three times as long as it took', async () => {
  const runs: { at: number; ended: number }[] = [];
  const upkeep = createUpkeep(
    20,
    async () => {
      const at = performance.now();
      await delay(60);
      runs.push({ at, ended: performance.now() });
    },
    (error) => {
      throw error;
    },
  );
  upkeep.changed(1);
  await expect.poll(() => runs.length).toBe(1);
  upkeep.changed(5_000);
  await expect.poll(() => runs.length).toBe(2);
  const [first, second] = runs;
  expect((second?.at ?? 0) - (first?.ended ?? 0)).toBeGreaterThanOrEqual(3 * 60 - 5);
  await upkeep.stop();
  upkeep.changed(5_000);
  await delay(30);
  expect(runs).toHaveLength(2);
});

test('upkeep that fails says so and is tried again after the next change', async () => {
  const failures: unknown[] = [];
  let tries = 0;
  const upkeep = createUpkeep(1, async () => Promise.reject(new Error(`broken ${(tries += 1)}`)), (error) => void failures.push(error));
  upkeep.changed(1);
  await expect.poll(() => failures.length).toBe(1);
  upkeep.changed(1);
  await expect.poll(() => failures.length).toBe(2);
  await upkeep.stop();
});
