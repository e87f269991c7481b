import type { Logger } from '#core/ports/logger.ts';
import type { SpawnWorker } from '#core/ports/worker-process.ts';
import type { Workers } from '#core/ports/workers.ts';
import { superviseWorker } from './supervise-worker.ts';

/** Worker processes that start when they are first needed and come back after a crash. */
export function createWorkers(options: { spawn: SpawnWorker; logger: Logger }): Workers {
  return { supervise: (entry) => superviseWorker(entry, options) };
}
