import { expect, it } from 'vitest';
import { createFairQueue } from './fair-queue.ts';

it('serves plants in turn and each in its own order', () => {
  const queue = createFairQueue<number>();
  for (const n of [1, 2, 3, 4]) queue.push('large', n);
  queue.push('small', 10);
  expect(queue.size).toBe(5);
  const served = Array.from({ length: 5 }, () => queue.shift()?.item);
  expect(served).toEqual([1, 10, 2, 3, 4]);
  expect(queue.shift()).toBeUndefined();
  queue.push('large', 5);
  expect(queue.shift()).toEqual({ tenantId: 'large', item: 5 });
});
