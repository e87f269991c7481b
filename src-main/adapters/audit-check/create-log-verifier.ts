import { Worker } from 'node:worker_threads';
import type { LogVerification, LogVerifier } from '#core/ports/log-verifier.ts';

/** A thread for each check; the next batch is sent when the one before was taken, so that memory stays flat. */
export function createLogVerifier({ workerUrl }: { workerUrl: URL }): LogVerifier {
  return { start: (evidence) => startVerification(new Worker(workerUrl, { workerData: evidence })) };
}

function startVerification(worker: Worker): LogVerification {
  const waiting: { resolve(answer: unknown): void; reject(error: Error): void }[] = [];
  let lost: Error | null = null;
  const fail = (error: Error): void => {
    lost = error;
    for (const each of waiting.splice(0)) each.reject(error);
  };
  worker.on('message', (answer: unknown) => waiting.shift()?.resolve(answer));
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the check of the audit log ended early')));

  function ask(message: string | null): Promise<unknown> {
    if (lost !== null) return Promise.reject(lost);
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      worker.postMessage(message);
    });
  }

  return {
    take: async (lines) => (await ask(lines)) === true,
    end: () => ask(null).finally(() => worker.terminate()),
    close: () => void worker.terminate(),
  };
}
