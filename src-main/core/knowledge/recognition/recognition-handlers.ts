import { MillwrightError } from '#shared/contract/errors.ts';
import { recognition as operations } from '#shared/contract/recognition.ts';
import { type BoundOperation, bindHandlers } from '#core/pipeline/index.ts';
import type { DocumentReader } from '#core/ports/document-reader.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import type { TextRecognition } from '#core/ports/text-recognition.ts';
import { readPicture } from './read-picture.ts';

export interface RecognitionHandlerDeps {
  /** Null where this installation has no text recognition. */
  recognition: Pick<TextRecognition, 'recognise' | 'languages' | 'importLanguage' | 'removeLanguage'> | null;
  /** Where a finished chunked upload is taken from, and a picture lies while it is read. */
  files: Pick<FileStore, 'takeUpload' | 'scratch'>;
  reader: Pick<DocumentReader, 'pageImage'>;
}

/** The languages that pictures of text are read in, and reading a picture that nobody keeps. */
export function recognitionHandlers({ recognition, files, reader }: RecognitionHandlerDeps): BoundOperation[] {
  return bindHandlers(operations, {
    languages: async () => ({ languages: (await recognition?.languages()) ?? [] }),

    async read({ filename, page, bytes }, { signal }) {
      if (recognition === null) throw new MillwrightError('INVALID_INPUT', 'This installation has no text recognition.');
      const scratch = await files.scratch();
      try {
        return await readPicture({ reader, recognition }, { path: await scratch.put(bytes), filename }, page, signal);
      } finally {
        await scratch.remove();
      }
    },

    async add({ code, uploadId }, { principal, signal }) {
      if (recognition === null) throw new MillwrightError('INVALID_INPUT', 'This installation has no text recognition.');
      const content = await files.takeUpload({ tenantId: principal.tenantId, userId: principal.userId }, uploadId);
      return recognition.importLanguage(code, content, signal);
    },

    async remove({ code }) {
      if (!(await recognition?.removeLanguage(code))) throw new MillwrightError('LANGUAGE_NOT_FOUND');
      return { removed: true as const };
    },
  });
}
