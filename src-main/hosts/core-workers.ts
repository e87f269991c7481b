import type { SpawnWorker, WorkerProcess } from '#core/ports/worker-process.ts';
import type { FromCore, ToCore } from './electron/core-messages.ts';

/** What is used of Electron's `MessagePortMain`. */
/** Electron tells a process that a signal ended by the signal's number. */
const SIGKILL = 9;

export interface WorkerPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  start(): void;
  close(): void;
}

export interface CoreWorkers {
  spawn: SpawnWorker;
  /** Hands in what the window process says about a worker. */
  take(message: Extract<ToCore, { kind: 'worker' | 'worker-ended' }>, port: WorkerPort | undefined): void;
}

interface Worker {
  port: WorkerPort | undefined;
  /** Sent before the port was there. */
  waiting: unknown[];
  onMessage: Set<(message: unknown) => void>;
  onExit: Set<(code: number | null, killed: boolean) => void>;
}

/** Workers of a core that may not start processes itself: it asks the window process, and gets a port to each. */
export function createCoreWorkers(ask: (message: FromCore) => void): CoreWorkers {
  const workers = new Map<number, Worker>();
  let lastId = 0;

  return {
    spawn: (entry): WorkerProcess => {
      const id = (lastId += 1);
      const worker: Worker = { port: undefined, waiting: [], onMessage: new Set(), onExit: new Set() };
      workers.set(id, worker);
      ask({ kind: 'spawn', id, entry });
      return {
        send: (message) => {
          if (!workers.has(id)) return;
          if (worker.port) worker.port.postMessage(message);
          else worker.waiting.push(message);
        },
        onMessage: (listener) => void worker.onMessage.add(listener),
        onExit: (listener) => void worker.onExit.add(listener),
        kill: () => ask({ kind: 'kill', id }),
      };
    },
    take: (message, port) => {
      const worker = workers.get(message.id);
      if (message.kind === 'worker') return connect(worker, port);
      workers.delete(message.id);
      worker?.port?.close();
      for (const listener of worker?.onExit ?? []) listener(message.code, message.code === SIGKILL);
    },
  };
}

function connect(worker: Worker | undefined, port: WorkerPort | undefined): void {
  if (worker === undefined) return port?.close();
  if (port === undefined) return;
  worker.port = port;
  port.on('message', ({ data }) => {
    for (const listener of worker.onMessage) listener(data);
  });
  port.start();
  for (const message of worker.waiting.splice(0)) port.postMessage(message);
}
