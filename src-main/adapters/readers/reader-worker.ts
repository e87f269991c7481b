import { parentPort } from 'node:worker_threads';
import { MillwrightError } from '#shared/contract/errors.ts';
import { leaveWhenTold } from '#adapters/worker-thread/stop-flag.ts';
import type { DocumentPart } from '#core/ports/document-reader.ts';
import { drawPage } from './draw-page.ts';
import { packParts } from './packed-parts.ts';
import { closeKeptPdf } from './pdf/kept-pdf.ts';
import { readFile } from './read-file.ts';
import { readTable } from './read-table.ts';
import { stretchesOf } from './stretches.ts';
import { CONTINUE, type ReaderJob, type WorkerMessage } from './worker-messages.ts';

const PROGRESS_EVERY_MS = 100;

function post(message: WorkerMessage, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
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
/** Settles when the stretch that was sent last has been taken. */
let taken = Promise.resolve();

/** Hands parts over stretch by stretch. One is on its way while the next is read; the one after that waits. */
async function hand(parts: readonly DocumentPart[], title: string | null): Promise<void> {
  for (const stretch of stretchesOf(parts)) {
    await taken;
    taken = new Promise<void>((resolve) => (goOn = resolve));
    const packed = packParts(stretch);
    post({ type: 'parts', parts: packed, title }, [packed.numbers.buffer]);
  }
}

async function run({ task, limits }: ReaderJob): Promise<void> {
  try {
    if (task.type === 'image') return post({ type: 'result', result: await drawPage(task.request, limits) });
    closeKeptPdf();
    if (task.type === 'table') return post({ type: 'result', result: await readTable(task.request, limits) });
    const result = await readFile(task.request, limits, { onProgress: throttledProgress(), onParts: hand });
    await taken;
    post({ type: 'result', result });
  } catch (error) {
    await taken;
    post(failure(error));
  }
}

leaveWhenTold();
parentPort?.on('message', (message: ReaderJob | typeof CONTINUE) => {
  if (message === CONTINUE) goOn();
  else void run(message);
});
