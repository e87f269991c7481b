import { MessageChannelMain, type UtilityProcess, utilityProcess } from 'electron';
import type { WorkerEntry } from '#core/ports/worker-process.ts';
import type { FromCore, ToCore } from './core-messages.ts';

const SERVICE_NAMES: Record<WorkerEntry, string> = {
  'inference-worker': 'Millwright language model',
  'embedding-worker': 'Millwright embedding model',
  'sql-worker': 'Millwright database queries',
  'database-worker': 'Millwright database',
};

export interface WorkerProcesses {
  take(message: Extract<FromCore, { kind: 'spawn' | 'kill' }>): void;
  /** Ends them all: their core is gone. */
  killAll(): void;
}

/** Starts the workers a core asks for and gives the two a port between them; this process reads nothing of what they say. */
export function createWorkerProcesses(core: UtilityProcess, pathOf: (entry: WorkerEntry) => string): WorkerProcesses {
  const running = new Map<number, UtilityProcess>();
  const send = (message: ToCore, port?: Electron.MessagePortMain): void => core.postMessage(message, port ? [port] : []);

  function spawn(id: number, entry: WorkerEntry): void {
    if (!Object.hasOwn(SERVICE_NAMES, entry)) return send({ kind: 'worker-ended', id, code: null });
    const worker = utilityProcess.fork(pathOf(entry), [], { serviceName: SERVICE_NAMES[entry], stdio: 'inherit' });
    const { port1, port2 } = new MessageChannelMain();
    running.set(id, worker);
    worker.once('exit', (code) => {
      if (running.delete(id)) send({ kind: 'worker-ended', id, code });
    });
    worker.postMessage({ kind: 'core' }, [port1]);
    send({ kind: 'worker', id }, port2);
  }

  return {
    take: (message) => {
      if (message.kind === 'spawn') spawn(message.id, message.entry);
      else running.get(message.id)?.kill();
    },
    killAll: () => {
      for (const worker of running.values()) worker.kill();
      running.clear();
    },
  };
}
