import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

export const RecognitionLanguage = z.object({
  /** ISO 639-2/T as Tesseract names it: `eng`, `deu`, `vie`. */
  code: z.string(),
  sizeBytes: z.int(),
  bundled: z.boolean(),
});
export type RecognitionLanguage = z.infer<typeof RecognitionLanguage>;

const Code = z.string().regex(/^[a-z]{3}(?:_[a-z]{2,8})?$/i, 'A language is named by three letters: eng, deu, vie.');

export const recognition = defineOperations('recognition', {
  languages: {
    summary: 'Languages whose scanned pages can be recognised',
    http: ['GET', '/recognition/languages'],
    permission: 'documents:read',
    audit: { event: 'recognition.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ languages: z.array(RecognitionLanguage) }),
    errors: [],
  },
  add: {
    summary: 'Install a language from an uploaded .traineddata file',
    http: ['POST', '/recognition/languages'],
    status: 201,
    permission: 'models:manage',
    audit: { event: 'recognition.changed', keep: ['code'] },
    rate: 'write',
    changes: true,
    input: z.object({ code: Code, uploadId: z.uuid() }),
    output: RecognitionLanguage,
    errors: ['UPLOAD_NOT_FOUND', 'FILE_EMPTY', 'FILE_TOO_LARGE', 'FILE_UNREADABLE', 'DISK_FULL'],
  },
  remove: {
    summary: 'Remove an installed language',
    http: ['DELETE', '/recognition/languages/{code}'],
    permission: 'models:manage',
    audit: { event: 'recognition.changed', keep: ['code'] },
    rate: 'write',
    changes: true,
    input: z.object({ code: Code }),
    output: z.object({ removed: z.literal(true) }),
    errors: ['LANGUAGE_NOT_FOUND'],
  },
});
