import { Worker } from 'node:worker_threads';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { RuleTryer } from '#core/ports/rule-tryer.ts';

const LIMIT_MS = 20_000;
const TOO_LONG = 'Trying these rules on this text takes too long. Try a shorter text, or fewer rules at once.';

type Result = Awaited<ReturnType<RuleTryer['tryOut']>>;

/** A thread for each try, one after the other: trying is for one admin at a screen. */
export function createRuleTryer({ workerUrl, limitMs = LIMIT_MS }: { workerUrl: URL; limitMs?: number }): RuleTryer {
  let last: Promise<unknown> = Promise.resolve();
  return {
    tryOut(tried, signal) {
      const mine = last.then(() => inThread(workerUrl, tried, signal, limitMs));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

async function inThread(workerUrl: URL, tried: unknown, signal: AbortSignal, limitMs: number): Promise<Result> {
  signal.throwIfAborted();
  const worker = new Worker(workerUrl, { workerData: tried });
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await new Promise<Result>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('trying the rules ended early')));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      limit.addEventListener('abort', () => reject(new MillwrightError('INVALID_INPUT', TOO_LONG)), { once: true });
    });
  } finally {
    await worker.terminate();
  }
}
