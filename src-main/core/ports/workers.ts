import type { WorkerEntry } from './worker-process.ts';

/**
 * One call into a worker: what it reports while it runs, then its result. The consumer's pace holds the worker back;
 * leaving the loop early stops the work.
 */
export type WorkerCall = AsyncGenerator<unknown, unknown, void>;

/** The process ended under a call: it crashed, ran out of memory or was killed. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
  /** Whether something outside ended it, as the system does when memory runs out. */
  readonly killed: boolean;
  constructor(message: string, killed = false) {
    super(message);
    this.killed = killed;
  }
}

/** Something that a worker said, or that happened to it. */
export interface WorkerLine {
  at: Date;
  level: 'info' | 'warn' | 'error';
  text: string;
}

/** A worker process that is there when it is needed and comes back after a crash. */
export interface SupervisedWorker {
  /**
   * Runs a method of the worker. Starts the process if there is none, after the pause that follows repeated crashes.
   * Aborting asks the worker to stop and ends the process if it doesn't within ten seconds. Throws what the method threw as
   * {@link MillwrightError}, and {@link WorkerLost} when the process ended under the call.
   */
  call(method: string, input: unknown, signal: AbortSignal): WorkerCall;
  state(): 'idle' | 'starting' | 'ready' | 'restarting';
  /** How often the process ended by itself and was started again. */
  restarts(): number;
  /** The last lines of what it said and what happened to it, oldest first. */
  log(): readonly WorkerLine[];
  /** Ends the process, freeing its memory; the next call starts another. */
  stop(): void;
}

/** Where worker processes come from. Whoever asks for one stops it. */
export interface Workers {
  supervise(entry: WorkerEntry): SupervisedWorker;
}
