import { WorkerLost } from '#core/ports/workers.ts';
import type { WorkerProcess } from '#core/ports/worker-process.ts';
import { type CallInbox, createCallInbox } from './call-inbox.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/** One running process and the calls in it. */
export interface WorkerLink {
  isReady(): boolean;
  /** Sends a call; the process takes it when it has started. */
  open(method: string, input: unknown): { id: number; inbox: CallInbox };
  abort(id: number): void;
  credit(id: number, events: number): void;
  forget(id: number): void;
  /** Ends the process and fails its calls. */
  close(reason: Error): void;
}

export function openWorkerLink(worker: WorkerProcess, onEnd: (link: WorkerLink, code: number | null) => void): WorkerLink {
  const inboxes = new Map<number, CallInbox>();
  let ready = false;
  let lastId = 0;
  const send = (message: ToWorker): void => worker.send(message);
  const failAll = (reason: Error): void => inboxes.forEach((inbox) => inbox.fail(reason));

  const link: WorkerLink = {
    isReady: () => ready,
    open: (method, input) => {
      const id = (lastId += 1);
      const inbox = createCallInbox();
      inboxes.set(id, inbox);
      send({ kind: 'call', id, method, input });
      return { id, inbox };
    },
    abort: (id) => send({ kind: 'abort', id }),
    credit: (id, events) => send({ kind: 'credit', id, events }),
    forget: (id) => {
      inboxes.delete(id);
    },
    close: (reason) => {
      failAll(reason);
      worker.kill();
    },
  };
  worker.onMessage((raw) => {
    const message = raw as FromWorker;
    if (message.kind === 'ready') ready = true;
    else inboxes.get(message.id)?.put(message);
  });
  worker.onExit((code) => {
    onEnd(link, code);
    failAll(new WorkerLost(`the worker process ended with code ${code}`));
  });
  return link;
}
