import type { QueueState } from '#shared/contract/queue.ts';
import type { Ingestion } from './ingestion.ts';

/** A screen that is told more often shows nothing more. */
const EVERY_MS = 250;
/** While documents are worked on the estimate changes by itself. */
const ANYWAY_MS = 2_000;

/** How the queue stands, now and whenever that changes, until the signal aborts. */
export async function* watchQueue(ingestion: Ingestion, tenantId: string, signal: AbortSignal): AsyncGenerator<QueueState, void> {
  let shown = '';
  const stopped = aborted(signal);
  while (!signal.aborted) {
    const changed = ingestion.changed(tenantId);
    const state = ingestion.state(tenantId);
    const next = JSON.stringify(state);
    if (next !== shown) {
      shown = next;
      yield state;
    }
    await pause(EVERY_MS, signal);
    const resting = state.running + state.waiting === 0 || state.paused;
    await Promise.race([changed, stopped, ...(resting ? [] : [pause(ANYWAY_MS, signal)])]);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
