import { Worker } from 'node:worker_threads';
import type { CallName, WorkerCalls, WorkerFailure, WorkerReply } from './worker-protocol.ts';

/** A call that did not get a good answer. With `sqlState` PostgreSQL refused it; without, the thread must be replaced. */
export class CallRefused extends Error {
  readonly failure: WorkerFailure;

  constructor(failure: WorkerFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** One running database thread. */
export interface WorkerLink {
  /** Rejects with {@link CallRefused}: also when no answer came within `limitMs`, or the thread ended. */
  call<Name extends CallName>(name: Name, input: WorkerCalls[Name]['in'], limitMs: number): Promise<WorkerCalls[Name]['out']>;
  /** Ends the thread at once, whatever it is doing; resolves when it is gone and its files are closed. */
  kill(): Promise<void>;
}

interface Waiting {
  resolve(output: unknown): void;
  reject(error: CallRefused): void;
  timer: NodeJS.Timeout;
}

/** Starts a database thread from its entry file. */
export function startWorkerLink(entry: URL): WorkerLink {
  const worker = new Worker(entry, { name: 'database', execArgv: [] });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let ended: string | undefined;

  function lost(message: string): CallRefused {
    return new CallRefused({ message, sqlState: null, constraint: undefined, systemCode: undefined });
  }

  function settle(id: number): Waiting | undefined {
    const found = waiting.get(id);
    waiting.delete(id);
    clearTimeout(found?.timer);
    return found;
  }

  function end(reason: string): void {
    ended ??= reason;
    for (const id of [...waiting.keys()]) settle(id)?.reject(lost(reason));
  }

  worker.on('message', (reply: WorkerReply) => {
    const found = settle(reply.id);
    if (reply.ok) found?.resolve(reply.output);
    else found?.reject(new CallRefused(reply.failure));
  });
  worker.on('error', (error) => end(`the database thread failed: ${String(error)}`));
  worker.on('exit', () => end('the database thread ended'));

  return {
    call<Name extends CallName>(name: Name, input: WorkerCalls[Name]['in'], limitMs: number) {
      if (ended !== undefined) return Promise.reject(lost(ended));
      return new Promise<WorkerCalls[Name]['out']>((resolve, reject) => {
        const id = ++lastId;
        const timer = setTimeout(() => settle(id)?.reject(lost(`no answer to "${name}" within ${limitMs} ms`)), limitMs);
        waiting.set(id, { resolve: resolve as (output: unknown) => void, reject, timer });
        worker.postMessage({ id, call: name, input });
      });
    },
    async kill() {
      end('the database thread was ended');
      await worker.terminate();
    },
  };
}
