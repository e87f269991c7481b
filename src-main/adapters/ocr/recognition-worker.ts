import { parentPort, workerData } from 'node:worker_threads';
import { MillwrightError } from '#shared/contract/errors.ts';
import { leaveWhenTold } from '#adapters/worker-thread/stop-flag.ts';
import type { RecognisedPage } from '#core/ports/text-recognition.ts';
import { decodePng } from './decode-png.ts';
import type { GrayPicture } from './gray-picture.ts';
import { recognisePicture } from './recognise-picture.ts';
import { createTesseractReader, type TesseractReader } from './tesseract-reader.ts';
import type { RecognitionJob, RecognitionMessage, RecognitionStart } from './worker-messages.ts';

const { languages, strict } = workerData as RecognitionStart;
let reader: Promise<TesseractReader> | undefined;

async function recognise(picture: GrayPicture): Promise<RecognisedPage> {
  try {
    reader ??= createTesseractReader(languages);
    const { read } = await reader;
    return recognisePicture(picture, read);
  } catch (error) {
    if (strict || languages.length < 2) throw error;
    // A language that went bad on disk must not keep pages from being read at all.
    languages.splice(1);
    reader = createTesseractReader(languages);
    const { read } = await reader;
    return recognisePicture(picture, read);
  }
}

async function run({ png }: RecognitionJob): Promise<RecognitionMessage> {
  try {
    return { type: 'result', page: await recognise(decodePng(png)) };
  } catch (error) {
    if (error instanceof MillwrightError) return { type: 'failed', code: error.code, message: error.message, detail: error.detail, broken: false };
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { type: 'failed', code: 'FILE_UNREADABLE', message: 'The text of this page could not be recognised.', detail, broken: true };
  }
}

leaveWhenTold();
parentPort?.on('message', (job: RecognitionJob) => void run(job).then((message) => parentPort?.postMessage(message)));
