import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createStop, endThread } from './end-thread.ts';

const LEFT = 0;
const ENDED_FROM_OUTSIDE = 1;

test.each([
  ['that waits for work leaves by itself', 'nothing', LEFT],
  ['that makes one stream of zlib after the other leaves between two of them', 'zlib', LEFT],
  ['that hears and uses nothing is ended from outside', 'itself', ENDED_FROM_OUTSIDE],
])('a thread %s', async (_, busyWith, code) => {
  const stop = createStop();
  const thread = new Worker(new URL(import.meta.resolve('#test/fixtures/threads/busy-thread.ts')), { workerData: { ...stop, busyWith } });
  await once(thread, 'message');
  const exit = once(thread, 'exit');
  await endThread(thread, stop);
  expect(await exit).toEqual([code]);
  await endThread(thread, stop);
});
