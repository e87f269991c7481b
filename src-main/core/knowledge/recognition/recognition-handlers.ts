import { MillwrightError } from '#shared/contract/errors.ts';
import { recognition as operations } from '#shared/contract/recognition.ts';
import { type BoundOperation, bindHandlers } from '#core/pipeline/index.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import type { TextRecognition } from '#core/ports/text-recognition.ts';

export interface RecognitionHandlerDeps {
  /** Null where this installation has no text recognition. */
  recognition: Pick<TextRecognition, 'languages' | 'importLanguage' | 'removeLanguage'> | null;
  /** Where a finished chunked upload is taken from. */
  files: Pick<FileStore, 'takeUpload'>;
}

/** The languages that pictures of text are read in. */
export function recognitionHandlers({ recognition, files }: RecognitionHandlerDeps): BoundOperation[] {
  return bindHandlers(operations, {
    languages: async () => ({ languages: (await recognition?.languages()) ?? [] }),

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
