import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { DocumentPart, DocumentReader, PageImage, ReadSummary, TableRows } from '#core/ports/document-reader.ts';
import type { Logger } from '#core/ports/logger.ts';
import { createStop, endThread } from '#adapters/worker-thread/end-thread.ts';
import type { Stoppable } from '#adapters/worker-thread/stop-flag.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import { createReadEvents, type ReadEvents } from './read-events.ts';
import { unpackParts } from './packed-parts.ts';
import { DEFAULT_READER_LIMITS, humanBytes, timeAllowed } from './reader-limits.ts';
import type { ReaderLimits } from './reader-limits.ts';
import { CONTINUE, type ReaderTask, type TaskResult, type WorkerMessage } from './worker-messages.ts';

export interface ReaderPoolOptions {
  /** The worker's entry: `reader-worker.ts` in development and tests, its bundle in the product. */
  workerUrl: URL;
  /** Files read at the same time. Default: one less than the processors, at most 4. One worker more each may draw pages and look into tables. */
  size?: number;
  limits?: Partial<ReaderLimits>;
  logger?: Logger;
}

interface Job {
  task: ReaderTask;
  sizeBytes: number;
  events: ReadEvents;
  resolve: (result: TaskResult) => void;
  reject: (error: MillwrightError) => void;
  signal: AbortSignal;
}

interface Slot {
  worker: Worker;
  stop: Stoppable;
  reads: number;
  job: Job | null;
  /** The file whose page was drawn last, which the worker may still have open. */
  drawn: string | null;
  idleTimer: NodeJS.Timeout | undefined;
  deadline: Deadline;
  stopListening: () => void;
}

/** Memory of the PDF engine never shrinks, so a worker is let go when it is idle or has read this many files. */
const READS_PER_WORKER = 100;
const IDLE_MS = 20_000;

/**
 * A pool of worker threads that read documents. Workers start on demand. One that crashes, runs out of memory or over
 * its time is ended and replaced, and only its own file fails.
 */
export function createReaderPool(options: ReaderPoolOptions): DocumentReader {
  const limits: ReaderLimits = { ...DEFAULT_READER_LIMITS, ...options.limits };
  const size = Math.max(1, options.size ?? Math.min(4, availableParallelism() - 1));
  const slots = new Set<Slot>();
  const queue: Job[] = [];
  let closed = false;

  function startSlot(): Slot {
    const stop = createStop();
    const worker = new Worker(options.workerUrl, {
      workerData: stop,
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMb, maxYoungGenerationSizeMb: 64 },
    });
    const slot: Slot = { worker, stop, reads: 0, job: null, drawn: null, idleTimer: undefined, deadline: createDeadline(), stopListening: () => undefined };
    slots.add(slot);
    worker.on('message', (message: WorkerMessage) => onMessage(slot, message));
    worker.on('error', (error: Error) => fail(slot, crashError(error, limits)));
    worker.on('exit', (code) => fail(slot, exitError(code)));
    return slot;
  }

  function discard(slot: Slot): Promise<void> {
    slots.delete(slot);
    clearTimeout(slot.idleTimer);
    slot.worker.removeAllListeners('message');
    return endThread(slot.worker, slot.stop);
  }

  /** Ends the slot's job, if it still has one, and frees what belonged to it. */
  function takeJob(slot: Slot): Job | null {
    const job = slot.job;
    slot.job = null;
    slot.deadline.stop();
    slot.stopListening();
    slot.stopListening = () => undefined;
    return job;
  }

  function fail(slot: Slot, error: MillwrightError): void {
    const job = takeJob(slot);
    void discard(slot);
    if (job !== null) {
      options.logger?.warn('a document reader was replaced', { code: error.code, detail: error.detail });
      job.reject(error);
    }
    startNext();
  }

  function onMessage(slot: Slot, message: WorkerMessage): void {
    if (message.type === 'progress') {
      slot.job?.events.push({ type: 'progress', fraction: message.fraction });
      return;
    }
    if (message.type === 'parts') {
      takeParts(slot, unpackParts(message.parts), message.title);
      return;
    }
    const job = takeJob(slot);
    slot.reads += 1;
    if (slot.reads >= READS_PER_WORKER || (message.type === 'failed' && message.broken)) void discard(slot);
    else rest(slot);
    if (message.type === 'result') job?.resolve(message.result);
    else job?.reject(new MillwrightError(message.code, message.message, message.detail === undefined ? {} : { detail: message.detail }));
    startNext();
  }

  /** What the consumer takes its time for is not counted as the reader's. */
  function takeParts(slot: Slot, parts: DocumentPart[], title: string | null): void {
    const { job } = slot;
    slot.deadline.pause();
    job?.events.push({ type: 'parts', parts, title }, () => {
      if (slot.job !== job) return;
      slot.deadline.resume();
      slot.worker.postMessage(CONTINUE);
    });
  }

  function rest(slot: Slot): void {
    slot.worker.unref();
    slot.idleTimer = setTimeout(() => void discard(slot), IDLE_MS);
    slot.idleTimer.unref();
  }

  function assign(slot: Slot, job: Job): void {
    clearTimeout(slot.idleTimer);
    slot.worker.ref();
    slot.job = job;
    const allowed = timeAllowed(limits, job.sizeBytes);
    slot.drawn = job.task.type === 'image' ? job.task.request.path : null;
    slot.deadline.start(allowed, () => fail(slot, timeoutError(allowed)));
    const onAbort = () => fail(slot, new MillwrightError('CANCELLED'));
    job.signal.addEventListener('abort', onAbort, { once: true });
    slot.stopListening = () => job.signal.removeEventListener('abort', onAbort);
    slot.worker.postMessage({ task: job.task, limits });
  }

  /** Pages are drawn beside the files that are read: who reads a file may wait for a page of it. */
  function mayStart(job: Job): boolean {
    const busy = [...slots].filter((slot) => slot.job?.task.type === job.task.type).length;
    return busy < (job.task.type === 'read' ? size : 1);
  }

  function idleSlot({ task }: Job): Slot | undefined {
    const idle = [...slots].filter((slot) => slot.job === null);
    return idle.find((slot) => slot.drawn === (task.type === 'image' ? task.request.path : null)) ?? idle[0];
  }

  function startNext(): void {
    while (!closed) {
      const at = queue.findIndex(mayStart);
      const [job] = at < 0 ? [] : queue.splice(at, 1);
      if (job === undefined) return;
      if (job.signal.aborted) job.reject(new MillwrightError('CANCELLED'));
      else assign(idleSlot(job) ?? startSlot(), job);
    }
  }

  /** Queues a task; `signal` also takes it out of the queue again. */
  async function submit(task: ReaderTask, events: ReadEvents, signal: AbortSignal): Promise<TaskResult> {
    if (signal.aborted) throw new MillwrightError('CANCELLED');
    const sizeBytes = await acceptedSize(task.request.path, limits);
    if (closed) throw new MillwrightError('CANCELLED', 'Millwright is closing; the file is read at the next start.');
    const { promise, resolve, reject } = Promise.withResolvers<TaskResult>();
    const job: Job = { task, sizeBytes, events, resolve, reject, signal };
    const leaveQueue = (): void => dropQueued(queue, job);
    signal.addEventListener('abort', leaveQueue, { once: true });
    queue.push(job);
    startNext();
    return promise.finally(() => signal.removeEventListener('abort', leaveQueue));
  }

  return {
    async *read(request, signal) {
      const left = new AbortController();
      const events = createReadEvents();
      const result = submit({ type: 'read', request }, events, AbortSignal.any([signal, left.signal])) as Promise<ReadSummary>;
      result.finally(() => events.end()).catch(() => undefined);
      try {
        yield* events;
        return await result;
      } finally {
        left.abort();
      }
    },
    pageImage: (request, signal) => submit({ type: 'image', request }, createReadEvents(), signal) as Promise<PageImage>,
    table: (request, signal) => submit({ type: 'table', request }, createReadEvents(), signal) as Promise<TableRows>,
    async close() {
      closed = true;
      for (const job of queue.splice(0)) job.reject(new MillwrightError('CANCELLED'));
      const workers = [...slots].map((slot) => {
        takeJob(slot)?.reject(new MillwrightError('CANCELLED'));
        return discard(slot);
      });
      await Promise.all(workers);
    },
  };
}

function dropQueued(queue: Job[], job: Job): void {
  const at = queue.indexOf(job);
  if (at < 0) return;
  queue.splice(at, 1);
  job.reject(new MillwrightError('CANCELLED'));
}

async function acceptedSize(path: string, limits: ReaderLimits): Promise<number> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new MillwrightError('FILE_UNREADABLE', 'The stored file is missing or cannot be opened. Add it again.', { detail: String(cause) });
  });
  if (!info.isFile()) throw new MillwrightError('FILE_TYPE_UNSUPPORTED', 'This is a folder or a device, not a file.');
  if (info.size === 0) throw new MillwrightError('FILE_EMPTY', 'The file is empty: it holds 0 bytes.');
  if (info.size > limits.bytes) {
    throw new MillwrightError('FILE_TOO_LARGE', `The file is ${humanBytes(info.size)}; at most ${humanBytes(limits.bytes)} can be read.`);
  }
  return info.size;
}

function timeoutError(allowedMs: number): MillwrightError {
  return new MillwrightError(
    'READ_TIMEOUT',
    `Reading the file was stopped after ${Math.round(allowedMs / 1000)} seconds. It may be damaged or far more complex than its size suggests.`,
  );
}

function crashError(error: Error, limits: ReaderLimits): MillwrightError {
  const detail = error.stack ?? error.message;
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new MillwrightError('FILE_LIMIT', `Reading the file needs more than the ${limits.heapMb} MB of memory allowed, so it was stopped.`, { detail });
  }
  return new MillwrightError('FILE_UNREADABLE', 'The file is damaged in a way that stopped the reader.', { detail });
}

function exitError(code: number): MillwrightError {
  return new MillwrightError('FILE_UNREADABLE', 'The file is damaged in a way that stopped the reader.', { detail: `worker exit ${code}` });
}
