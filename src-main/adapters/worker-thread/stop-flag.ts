import { parentPort, workerData } from 'node:worker_threads';

/** What a thread is started with that {@link endThread} is to end. */
export interface Stoppable {
  /** One 32-bit number: 1 once the thread is to stop. */
  stop: SharedArrayBuffer;
}

export const STOP = 'stop';

const given = workerData as Partial<Stoppable> | null;
const flag = given?.stop === undefined ? null : new Int32Array(given.stop);

/** Ends this thread here if it has been told to stop; does nothing on the main thread. */
export function leaveIfStopped(): void {
  if (flag !== null && Atomics.load(flag, 0) === 1) process.exit(0);
}

/** Ends this thread once it is told to and does nothing else. For its own code to call where it begins to listen: what comes before a listener is there is lost to it. */
export function leaveWhenTold(): void {
  parentPort?.on('message', (message) => {
    if (message === STOP) process.exit(0);
  });
}
