import { stat } from 'node:fs/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { RecognitionLanguage } from '#shared/contract/recognition.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { TextRecognition } from '#core/ports/text-recognition.ts';
import { createLanguageFolder, noLanguage, takeLanguageData } from './language-folder.ts';
import { bundledEnglishPath } from './load-tesseract.ts';
import { createRecognitionPool } from './recognition-pool.ts';
import { TRIAL_PICTURE } from './trial-picture.ts';
import type { RecognitionStart } from './worker-messages.ts';

export interface TextRecognitionOptions {
  /** The worker's entry: `recognition-worker.ts` in development and tests, its bundle in the product. */
  workerUrl: URL;
  /** Where imported languages are kept; made when the first one comes. */
  folder: string;
  /** Pages read at the same time; each takes a processor and some 300 MB. Default: 1. */
  size?: number;
  /** A page that takes longer is given up. Default: 120 seconds. */
  pageMs?: number;
  /** A worker without work is ended after this. Default: 20 seconds. */
  idleMs?: number;
  logger?: Logger;
}

const BUNDLED = 'eng';
/** Tesseract's names for data that is no language. */
const NO_LANGUAGES = ['osd', 'equ'];
const TRIAL_MS = 60_000;

/** Tesseract in worker threads, from files on this machine only. Every page is read with all installed languages. */
export function createTextRecognition(options: TextRecognitionOptions): TextRecognition {
  const { workerUrl, logger } = options;
  const folder = createLanguageFolder(options.folder);
  const bundled = { code: BUNDLED, path: bundledEnglishPath() };
  const closing = new AbortController();
  const pool = createRecognitionPool({
    workerUrl, logger,
    size: Math.max(1, options.size ?? 1),
    pageMs: options.pageMs ?? 120_000,
    idleMs: options.idleMs ?? 20_000,
    start: async () => ({ languages: [bundled, ...(await folder.list()).map(({ code, path }) => ({ code, path }))], strict: false }),
  });

  /** A file can be whole in form and still stop the engine: it must read a picture in a thread of its own first. */
  async function tryOut(code: string, path: string, signal: AbortSignal): Promise<void> {
    const start: RecognitionStart = { languages: [{ code, path }], strict: true };
    const trial = createRecognitionPool({ workerUrl, logger, size: 1, pageMs: TRIAL_MS, idleMs: 0, start: async () => start });
    try {
      await trial.recognise(TRIAL_PICTURE, AbortSignal.any([signal, closing.signal]));
    } catch (error) {
      if (signal.aborted || closing.signal.aborted) throw new MillwrightError('CANCELLED');
      throw noLanguage('the engine cannot use it', String(error));
    } finally {
      await trial.close();
    }
  }

  return {
    async languages() {
      const imported = (await folder.list()).map(({ code, sizeBytes }): RecognitionLanguage => ({ code, sizeBytes, bundled: false }));
      return [{ code: BUNDLED, sizeBytes: (await stat(bundled.path)).size, bundled: true }, ...imported];
    },
    async importLanguage(given, content, signal) {
      const code = ownCode(given);
      const data = await takeLanguageData(content, signal);
      const language = await folder.put(code, data, (path) => tryOut(code, path, signal));
      pool.renew();
      return language;
    },
    async removeLanguage(given) {
      const removed = await folder.remove(ownCode(given));
      if (removed) pool.renew();
      return removed;
    },
    recognise: (png, signal) => pool.recognise(png, signal),
    async close() {
      closing.abort();
      await pool.close();
    },
  };
}

/** Throws `INVALID_INPUT` for what is bundled or no language. */
function ownCode(given: string): string {
  const code = given.toLowerCase();
  if (code === BUNDLED) throw new MillwrightError('INVALID_INPUT', 'English is part of Millwright: it is neither replaced nor removed.');
  if (NO_LANGUAGES.includes(code) || !/^[a-z]{3}(?:_[a-z]{2,8})?$/.test(code)) throw new MillwrightError('INVALID_INPUT', 'A language is named by three letters: deu, fra, vie.');
  return code;
}
