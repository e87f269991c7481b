import { resolve } from 'node:path';
import { createForkSpawner } from '#adapters/child-process/create-fork-spawner.ts';
import { createWorkers } from '#adapters/child-process/create-workers.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { WorkerProcess } from '#core/ports/worker-process.ts';
import type { Workers } from '#core/ports/workers.ts';

export const quietLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface TestWorkers {
  workers: Workers;
  /** Ends the newest process with SIGKILL, as the kernel does when memory runs out. */
  killNewest(): void;
  started(): number;
  killAll(): void;
}

/** Real worker processes, run from source. */
export function createTestWorkers(): TestWorkers {
  const processes: WorkerProcess[] = [];
  const fork = createForkSpawner((entry) => resolve(import.meta.dirname, `../../src-main/hosts/${entry}.ts`));
  const workers = createWorkers({
    logger: quietLogger,
    spawn: (entry) => {
      const started = fork(entry);
      processes.push(started);
      return started;
    },
  });
  return {
    workers,
    killNewest: () => processes.at(-1)?.kill(),
    started: () => processes.length,
    killAll: () => processes.forEach((started) => started.kill()),
  };
}
