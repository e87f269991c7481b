import { parentPort } from 'node:worker_threads';
import { MillwrightError } from '#shared/contract/errors.ts';
import { readFile } from './read-file.ts';
import type { ReadJob, WorkerMessage } from './worker-messages.ts';

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

async function run(job: ReadJob): Promise<void> {
  try {
    const result = await readFile(job.request, job.limits, throttledProgress());
    post({ type: 'result', result });
  } catch (error) {
    post(failure(error));
  }
}

parentPort?.on('message', (job: ReadJob) => void run(job));
