import { Worker } from 'node:worker_threads';
import { ScanFull, ScanLost } from '#core/ports/vector-scan.ts';
import type { ScanCallName, ScanCalls, ScanReply, ScanWorkerData } from './scan-protocol.ts';

/** One running thread. */
export interface ScanLink {
  /** `given` are buffers in the input that go over to the thread. */
  call<Name extends ScanCallName>(name: Name, input: ScanCalls[Name]['in'], given?: readonly ArrayBuffer[]): Promise<ScanCalls[Name]['out']>;
  readonly ended: boolean;
  end(): Promise<void>;
}

interface Waiting {
  resolve(output: unknown): void;
  reject(error: Error): void;
}

export function startScanLink(entry: URL, data: ScanWorkerData): ScanLink {
  const worker = new Worker(entry, { name: 'vector-scan', execArgv: [], env: {}, workerData: data });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let reason: string | undefined;

  function settle(id: number): Waiting | undefined {
    const found = waiting.get(id);
    waiting.delete(id);
    // An idle thread keeps no program from ending.
    if (waiting.size === 0) worker.unref();
    return found;
  }

  function lose(why: string): void {
    reason ??= why;
    for (const id of [...waiting.keys()]) settle(id)?.reject(new ScanLost(reason));
  }

  worker.unref();
  worker.on('message', (reply: ScanReply) => {
    const found = settle(reply.id);
    if (reply.ok) found?.resolve(reply.output);
    else found?.reject(refusal(reply));
  });
  worker.on('error', (error) => lose(`the search thread failed: ${String(error)}`));
  worker.on('exit', () => lose('the search thread ended'));

  return {
    get ended() {
      return reason !== undefined;
    },
    call<Name extends ScanCallName>(name: Name, input: ScanCalls[Name]['in'], given: readonly ArrayBuffer[] = []) {
      if (reason !== undefined) return Promise.reject(new ScanLost(reason));
      return new Promise<ScanCalls[Name]['out']>((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve: resolve as (output: unknown) => void, reject });
        worker.ref();
        worker.postMessage({ id, name, input }, [...given]);
      });
    },
    async end() {
      lose('the search thread was ended');
      await worker.terminate();
    },
  };
}

function refusal({ reason, message }: Extract<ScanReply, { ok: false }>): Error {
  if (reason === 'full') return new ScanFull(message);
  return reason === 'gone' ? new ScanLost(message) : new TypeError(message);
}
