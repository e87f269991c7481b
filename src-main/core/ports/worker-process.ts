/** Names of the processes that do work which may crash: the entry files beside the core's own. */
export type WorkerEntry = 'inference-worker' | 'embedding-worker' | 'sql-worker' | 'database-worker';

/**
 * A process of its own for native or heavy work. Messages arrive in the order they were sent and may hold anything that
 * can be structurally cloned, typed arrays included.
 */
export interface WorkerProcess {
  /** Does nothing once the process has ended: the end is told by {@link onExit} alone. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, also for a process that never started. `code` is null where a signal ended it or none is known; `killed`: by SIGKILL. */
  onExit(listener: (code: number | null, killed: boolean) => void): void;
  /** Ends the process at once; it gets no chance to tidy up. */
  kill(): void;
}

/**
 * Starts worker processes. The appliance and the command line fork them; under Electron the window process does it for
 * the core, because a utility process cannot start another one.
 */
export type SpawnWorker = (entry: WorkerEntry) => WorkerProcess;
