import { createFairQueue } from './fair-queue.ts';

/** Files are read beside each other; pages of pictures one at a time. */
export type Lane = 'file' | 'picture';

export interface Job {
  tenantId: string;
  documentId: string;
  lane: Lane;
}

/** Documents that wait for a reader, and those that have one. */
export interface IngestionJobs {
  push(job: Job, options?: { later?: boolean }): void;
  /** Takes a document out of both queues. */
  remove(tenantId: string, documentId: string): void;
  /** Stops work on a document; resolves when it has stopped. */
  abort(documentId: string): Promise<void>;
  /** Begins what can be begun: after a start or a pause. */
  pump(): void;
  open(): void;
  readonly waiting: number;
  readonly running: readonly Promise<void>[];
  /** Stops all work, for good. */
  close(): Promise<void>;
}

export interface IngestionJobsDeps {
  /** Jobs at once. */
  concurrency: number;
  paused(tenantId: string): boolean;
  /** Never rejects. */
  work(job: Job, signal: AbortSignal): Promise<void>;
}

interface Running {
  lane: Lane;
  controller: AbortController;
  done: Promise<void>;
}

export function createIngestionJobs({ concurrency, paused, work }: IngestionJobsDeps): IngestionJobs {
  const queues = { file: createFairQueue<string>(), picture: createFairQueue<string>() };
  const running = new Map<string, Running>();
  let state: 'new' | 'open' | 'closed' = 'new';
  let last: Lane = 'picture';

  function pump(): void {
    while (state === 'open' && running.size < Math.max(1, concurrency)) {
      const next = takeNext();
      if (next === undefined) return;
      if (running.has(next.documentId)) continue;
      const controller = new AbortController();
      const done = work(next, controller.signal).finally(() => {
        running.delete(next.documentId);
        pump();
      });
      running.set(next.documentId, { lane: next.lane, controller, done });
    }
  }

  /** Files and pages of pictures take turns; only one page is recognised at a time. */
  function takeNext(): Job | undefined {
    const free = [...running.values()].every((job) => job.lane === 'file');
    const lanes: Lane[] = free ? (last === 'file' ? ['picture', 'file'] : ['file', 'picture']) : ['file'];
    for (const lane of lanes) {
      const next = queues[lane].shift(paused);
      if (next === undefined) continue;
      last = lane;
      return { tenantId: next.tenantId, documentId: next.item, lane };
    }
    return undefined;
  }

  return {
    push({ tenantId, documentId, lane }, options) {
      queues[lane].push(tenantId, documentId, options);
    },
    remove(tenantId, documentId) {
      for (const queue of Object.values(queues)) queue.remove(tenantId, (id) => id === documentId);
    },
    async abort(documentId) {
      const job = running.get(documentId);
      job?.controller.abort();
      await job?.done;
    },
    pump,
    open() {
      if (state === 'new') state = 'open';
      pump();
    },
    get waiting() {
      return queues.file.size + queues.picture.size;
    },
    get running() {
      return [...running.values()].map(({ done }) => done);
    },
    async close() {
      state = 'closed';
      for (const { controller } of running.values()) controller.abort();
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}
