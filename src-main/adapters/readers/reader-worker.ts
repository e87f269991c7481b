import { parentPort } from 'node:worker_threads';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { ReadResult } from '#core/ports/document-reader.ts';
import { readFile } from './read-file.ts';
import { stretchesOf } from './stretches.ts';
import { CONTINUE, type ReadJob, type WorkerMessage } from './worker-messages.ts';

const PROGRESS_EVERY_MS = 100;

function post(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

function throttledProgress(): (fraction: number) => void {
  let last = 0;
  return (fraction) => {
    const now = performance.now();
    if (now - last < PROGRESS_EVERY_MS) return;
    last = now;
    post({ type: 'progress', fraction: Math.min(1, Math.max(0, fraction)) });
  };
}

function failure(error: unknown): WorkerMessage {
  if (error instanceof MillwrightError) {
    return { type: 'failed', code: error.code, message: error.message, detail: error.detail, broken: false };
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { type: 'failed', code: 'FILE_UNREADABLE', message: 'The file is damaged in a way that stopped the reader.', detail, broken: true };
}

let goOn: () => void = () => undefined;

/** Hands the result over stretch by stretch, each when the one before it has been taken. */
async function hand(result: ReadResult): Promise<void> {
  const stretches = stretchesOf(result.parts);
  const last = stretches.pop() ?? [];
  for (const parts of stretches) {
    const taken = new Promise<void>((resolve) => (goOn = resolve));
    post({ type: 'parts', parts });
    await taken;
  }
  post({ type: 'result', result: { ...result, parts: last } });
}

async function run(job: ReadJob): Promise<void> {
  try {
    await hand(await readFile(job.request, job.limits, throttledProgress()));
  } catch (error) {
    post(failure(error));
  }
}

parentPort?.on('message', (message: ReadJob | typeof CONTINUE) => {
  if (message === CONTINUE) goOn();
  else void run(message);
});
