import { MillwrightError } from '#shared/contract/errors.ts';
import { type WorkerCall, WorkerLost } from '#core/ports/workers.ts';
import { CREDIT_STEP } from './worker-messages.ts';
import type { WorkerLink } from './worker-link.ts';

/** A worker that ignores an abort this long is stuck in native code; a large model on a slow machine may take some of it. */
const ABORT_GRACE_MS = 10_000;

/** Runs one call over a link. See `SupervisedWorker.call`. */
export async function* callWorker(link: WorkerLink, method: string, input: unknown, signal: AbortSignal): WorkerCall {
  const { id, inbox } = link.open(method, input);
  let stuck: NodeJS.Timeout | undefined;
  let endedForIt = false;
  const abort = (): void => {
    link.abort(id);
    stuck = setTimeout(() => {
      endedForIt = true;
      link.close(new WorkerLost('a call in the worker process did not stop'));
    }, ABORT_GRACE_MS).unref();
  };
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  let over = false;
  let taken = 0;
  try {
    for (;;) {
      const message = await inbox.next();
      over = message.kind !== 'event';
      if (message.kind === 'result') return message.value;
      if (message.kind === 'failed') throw new MillwrightError(message.error.code, message.error.message, { detail: message.error.detail });
      yield message.value;
      if ((taken += 1) === CREDIT_STEP) {
        link.credit(id, taken);
        taken = 0;
      }
    }
  } catch (error) {
    throw endedForIt ? new MillwrightError('CANCELLED', undefined, { cause: error }) : error;
  } finally {
    clearTimeout(stuck);
    signal.removeEventListener('abort', abort);
    link.forget(id);
    if (!over) link.abort(id);
  }
}
