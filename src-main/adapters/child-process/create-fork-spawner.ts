import { type ChildProcess, fork } from 'node:child_process';
import type { SpawnWorker, WorkerEntry, WorkerProcess } from '#core/ports/worker-process.ts';

/**
 * Starts workers with Node's own `fork`, for the appliance, the command line and tests.
 * @param pathOf file to run for an entry: `out/main/<entry>.js` in the built program
 */
export function createForkSpawner(pathOf: (entry: WorkerEntry) => string): SpawnWorker {
  return (entry) => asWorkerProcess(fork(pathOf(entry), [], { serialization: 'advanced', stdio: ['ignore', process.stderr, 'inherit', 'ipc'] }));
}

function asWorkerProcess(child: ChildProcess): WorkerProcess {
  let ended = false;
  const exits = new Set<(code: number | null, killed: boolean) => void>();
  const end = (code: number | null, signal: NodeJS.Signals | null): void => {
    if (ended) return;
    ended = true;
    for (const listener of exits) listener(code, signal === 'SIGKILL');
  };
  child.once('exit', end);
  // A process that cannot be started reports an error and no exit.
  child.on('error', () => {
    if (child.pid === undefined) end(null, null);
  });
  return {
    send: (message) => {
      if (ended || !child.connected) return;
      // The callback takes the error of a pipe that closed in between; `exit` follows.
      child.send({ message }, () => undefined);
    },
    onMessage: (listener) => {
      child.on('message', (envelope) => listener((envelope as { message: unknown }).message));
    },
    onExit: (listener) => {
      exits.add(listener);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
