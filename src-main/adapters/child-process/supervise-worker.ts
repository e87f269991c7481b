import { setTimeout as pause } from 'node:timers/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { SpawnWorker, WorkerEntry } from '#core/ports/worker-process.ts';
import { type SupervisedWorker, type WorkerLine, WorkerLost } from '#core/ports/workers.ts';
import { callWorker } from './call-worker.ts';
import { openWorkerLink, type WorkerLink } from './worker-link.ts';
import { restartPause } from './restart-pause.ts';

const KEPT_LINES = 200;
const LONGEST_LINE = 500;

/** Keeps one process for an entry: started by the first call, replaced after it ends, with growing pauses between crashes. */
export function superviseWorker(entry: WorkerEntry, { spawn, logger }: { spawn: SpawnWorker; logger: Logger }): SupervisedWorker {
  let current: WorkerLink | undefined;
  let failures = 0;
  let restarts = 0;
  let mayStartAt = 0;
  const log: WorkerLine[] = [];

  function said(level: WorkerLine['level'], text: string): void {
    log.push({ at: new Date(), level, text: text.slice(0, LONGEST_LINE) });
    if (log.length > KEPT_LINES) log.shift();
  }

  function ended(link: WorkerLink, code: number | null, killed: boolean): void {
    if (current !== link) return;
    current = undefined;
    failures += 1;
    restarts += 1;
    mayStartAt = performance.now() + restartPause(failures);
    said('error', killed ? 'The process was ended from outside, as the system does when memory runs out.' : `The process ended by itself (code ${code ?? 'unknown'}).`);
    logger.warn('worker process ended', { entry, code, failures });
  }

  async function link(signal: AbortSignal): Promise<WorkerLink> {
    const wait = mayStartAt - performance.now();
    if (!current && wait > 0) await pause(wait, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) throw new MillwrightError('CANCELLED');
    current ??= openWorkerLink(spawn(entry), { ended, said });
    return current;
  }

  return {
    async *call(method, input, signal) {
      const opened = await link(signal);
      const result = yield* callWorker(opened, method, input, signal);
      failures = 0;
      return result;
    },
    state: () => (current ? (current.isReady() ? 'ready' : restarts > 0 ? 'restarting' : 'starting') : 'idle'),
    restarts: () => restarts,
    log: () => [...log],
    stop: () => {
      const stopped = current;
      current = undefined;
      if (stopped) said('info', 'The process was ended to give back its memory.');
      stopped?.close(new WorkerLost('the worker process was stopped'));
    },
  };
}
