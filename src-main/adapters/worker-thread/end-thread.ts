import type { Worker } from 'node:worker_threads';
import { STOP, type Stoppable } from './stop-flag.ts';

/** Longer than it takes a thread from a look at its flag into the next stream of `node:zlib`. */
const GRACE_MS = 2_000;

/** For `workerData` of a thread whose own code calls `leaveWhenTold`. */
export const createStop = (): Stoppable => ({ stop: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT) });

/**
 * Ends a thread and settles when it has ended. It leaves by itself, between two messages or before its next use of
 * `zlib.ts`; only one that does neither within two seconds is ended from outside. Ended from outside at any moment,
 * a thread that is just making a stream of `node:zlib` takes the whole process with it ("close before init").
 */
export async function endThread(worker: Worker, { stop }: Stoppable): Promise<void> {
  if (worker.threadId === -1) return;
  Atomics.store(new Int32Array(stop), 0, 1);
  worker.postMessage(STOP);
  const { promise, resolve } = Promise.withResolvers<void>();
  worker.once('exit', () => resolve());
  const timer = setTimeout(() => void worker.terminate(), GRACE_MS);
  await promise.finally(() => clearTimeout(timer));
}
