import { Worker } from 'node:worker_threads';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Logger } from '#core/ports/logger.ts';
import { createStop, endThread } from '#adapters/worker-thread/end-thread.ts';
import type { Stoppable } from '#adapters/worker-thread/stop-flag.ts';
import type { RecognisedPage } from '#core/ports/text-recognition.ts';
import type { RecognitionMessage, RecognitionStart } from './worker-messages.ts';

export interface RecognitionPoolOptions {
  workerUrl: URL;
  /** Pages read at the same time. */
  size: number;
  pageMs: number;
  idleMs: number;
  /** What the next worker is started with. */
  start: () => Promise<RecognitionStart>;
  logger: Logger | undefined;
}

/** Worker threads that recognise one page each at a time. */
export interface RecognitionPool {
  recognise(png: Uint8Array, signal: AbortSignal): Promise<RecognisedPage>;
  /** Workers begun before this finish their page and are replaced. */
  renew(): void;
  close(): Promise<void>;
}

interface Job {
  png: Uint8Array;
  resolve: (page: RecognisedPage) => void;
  reject: (error: unknown) => void;
}

interface Slot {
  worker: Worker | null;
  stop: Stoppable;
  job: Job | null;
  pages: number;
  generation: number;
  timer: NodeJS.Timeout | undefined;
}

/** Tesseract's memory only grows, so a worker is let go after this many pages. */
const PAGES_PER_WORKER = 100;
const HEAP_MB = 1_024;

/** Workers start on demand; one that crashes, hangs or is given up on is ended, and the next page gets a new one. */
export function createRecognitionPool(options: RecognitionPoolOptions): RecognitionPool {
  const slots = new Set<Slot>();
  const queue: Job[] = [];
  let generation = 0;
  let closed = false;

  function discard(slot: Slot): Promise<void> {
    slots.delete(slot);
    clearTimeout(slot.timer);
    slot.worker?.removeAllListeners('message');
    return slot.worker === null ? Promise.resolve() : endThread(slot.worker, slot.stop);
  }

  function takeJob(slot: Slot): Job | null {
    const job = slot.job;
    slot.job = null;
    clearTimeout(slot.timer);
    return job;
  }

  function fail(slot: Slot, error: MillwrightError): void {
    const job = takeJob(slot);
    void discard(slot);
    if (job !== null && error.code !== 'CANCELLED') options.logger?.warn('a text recognition worker was replaced', { code: error.code, detail: error.detail });
    job?.reject(error);
    startNext();
  }

  function onMessage(slot: Slot, message: RecognitionMessage): void {
    const job = takeJob(slot);
    slot.pages += 1;
    const spent = slot.pages >= PAGES_PER_WORKER || slot.generation !== generation || (message.type === 'failed' && message.broken);
    if (spent) void discard(slot);
    else rest(slot);
    if (message.type === 'result') job?.resolve(message.page);
    else job?.reject(new MillwrightError(message.code, message.message, message.detail === undefined ? {} : { detail: message.detail }));
    startNext();
  }

  function rest(slot: Slot): void {
    slot.worker?.unref();
    slot.timer = setTimeout(() => void discard(slot), options.idleMs);
    slot.timer.unref();
  }

  async function startWorker(slot: Slot): Promise<Worker> {
    const workerData = { ...(await options.start()), ...slot.stop };
    const worker = new Worker(options.workerUrl, { workerData, execArgv: [], env: {}, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    worker.on('message', (message: RecognitionMessage) => onMessage(slot, message));
    worker.on('error', (error: Error) => fail(slot, stopped(error.stack ?? error.message)));
    worker.on('exit', (code) => fail(slot, stopped(`worker exit ${code}`)));
    return worker;
  }

  async function work(slot: Slot, job: Job): Promise<void> {
    slot.job = job;
    clearTimeout(slot.timer);
    slot.timer = setTimeout(() => fail(slot, tookTooLong(options.pageMs)), options.pageMs);
    try {
      slot.worker ??= await startWorker(slot);
    } catch (error) {
      return fail(slot, stopped(String(error)));
    }
    // Given up on while its worker was being started.
    if (slot.job !== job) return void endThread(slot.worker, slot.stop);
    slot.worker.ref();
    slot.worker.postMessage({ png: job.png });
  }

  function startNext(): void {
    while (queue.length > 0 && !closed) {
      const idle = [...slots].find((slot) => slot.job === null);
      if (idle === undefined && slots.size >= options.size) return;
      const job = queue.shift();
      if (job === undefined) return;
      const slot = idle ?? { worker: null, stop: createStop(), job: null, pages: 0, generation, timer: undefined };
      slots.add(slot);
      void work(slot, job);
    }
  }

  function giveUp(job: Job): void {
    const at = queue.indexOf(job);
    if (at >= 0) queue.splice(at, 1);
    const slot = [...slots].find((each) => each.job === job);
    if (slot === undefined) job.reject(new MillwrightError('CANCELLED'));
    else fail(slot, new MillwrightError('CANCELLED'));
  }

  return {
    async recognise(png, signal) {
      if (signal.aborted || closed) throw new MillwrightError('CANCELLED');
      const { promise, resolve, reject } = Promise.withResolvers<RecognisedPage>();
      const job: Job = { png, resolve, reject };
      const onAbort = (): void => giveUp(job);
      signal.addEventListener('abort', onAbort, { once: true });
      queue.push(job);
      startNext();
      return promise.finally(() => signal.removeEventListener('abort', onAbort));
    },
    renew() {
      generation += 1;
      for (const slot of slots) if (slot.job === null) void discard(slot);
    },
    async close() {
      closed = true;
      for (const job of queue.splice(0)) job.reject(new MillwrightError('CANCELLED'));
      await Promise.all(
        [...slots].map((slot) => {
          takeJob(slot)?.reject(new MillwrightError('CANCELLED'));
          return discard(slot);
        }),
      );
    },
  };
}

function stopped(detail: string): MillwrightError {
  return new MillwrightError('FILE_UNREADABLE', 'Recognising this page stopped unexpectedly.', { detail });
}

function tookTooLong(ms: number): MillwrightError {
  return new MillwrightError('READ_TIMEOUT', `Recognising this page was stopped after ${Math.round(ms / 1000)} seconds.`);
}
