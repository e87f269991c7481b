import { afterEach, expect, test, vi } from 'vitest';
import type { WorkerProcess } from '#core/ports/worker-process.ts';
import { WorkerLost } from '#core/ports/workers.ts';
import { callWorker } from './call-worker.ts';
import { openWorkerLink } from './worker-link.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('a call that does not stop when it is told to ends its process: it is cancelled, and what others had begun there is lost and can be made again', async () => {
  vi.useFakeTimers();
  const ended = vi.fn();
  const deaf: WorkerProcess = { send: () => undefined, onMessage: () => undefined, onExit: () => undefined, kill: ended };
  const link = openWorkerLink(deaf, { ended: () => undefined, said: () => undefined });
  const leaving = new AbortController();
  const stuck = callWorker(link, 'query', {}, leaving.signal).next().catch((error: unknown) => error);
  const other = callWorker(link, 'query', {}, new AbortController().signal).next().catch((error: unknown) => error);
  leaving.abort();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await stuck).toMatchObject({ code: 'CANCELLED' });
  expect(await other).toBeInstanceOf(WorkerLost);
  expect(ended).toHaveBeenCalledTimes(1);
});
