import { type WorkerLine, WorkerLost } from '#core/ports/workers.ts';
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

export interface LinkEvents {
  ended(link: WorkerLink, code: number | null, killed: boolean): void;
  said(level: WorkerLine['level'], text: string): void;
}

export function openWorkerLink(worker: WorkerProcess, on: LinkEvents): WorkerLink {
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
    if (message.kind === 'ready') {
      ready = true;
      on.said('info', 'The process is ready.');
    } else if (message.kind === 'log') on.said(message.level, message.text);
    else inboxes.get(message.id)?.put(message);
  });
  worker.onExit((code, killed) => {
    on.ended(link, code, killed);
    failAll(new WorkerLost(`the worker process ended with code ${code}`, killed));
  });
  return link;
}
