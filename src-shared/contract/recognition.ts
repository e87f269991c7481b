import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

/** Largest picture of one `recognition.read`, in bytes. */
export const PICTURE_BYTES = 4 * 1024 * 1024;

export const RecognitionLanguage = z.object({
  /** ISO 639-2/T as Tesseract names it: `eng`, `deu`, `vie`. */
  code: z.string(),
  sizeBytes: z.int(),
  bundled: z.boolean(),
});
export type RecognitionLanguage = z.infer<typeof RecognitionLanguage>;

const Code = z.string().regex(/^[a-z]{3}(?:_[a-z]{2,8})?$/i, 'A language is named by three letters: eng, deu, vie.');

export const RecognisedText = z.object({
  /** Mean over what was recognised, 0..1; 0 where nothing was. */
  confidence: z.number(),
  /** In reading order. */
  lines: z.array(z.object({ text: z.string(), confidence: z.number() })),
});
export type RecognisedText = z.infer<typeof RecognisedText>;

export const recognition = defineOperations('recognition', {
  read: {
    summary: 'What stands on a picture, or a page of a PDF, that is not kept',
    http: ['POST', '/recognition/read'],
    permission: 'conversations:use',
    audit: { event: 'recognition.read', keep: ['page'] },
    rate: 'ask',
    changes: false,
    input: z.object({
      filename: z.string().min(1).max(512),
      /** Physical page. */
      page: z.coerce.number().int().min(1).default(1),
      bytes: z.custom<Blob>((value) => value instanceof Blob && value.size > 0 && value.size <= PICTURE_BYTES, 'expected 1 byte to 4 MiB of a picture'),
    }),
    output: RecognisedText,
    errors: ['INVALID_INPUT', 'FILE_UNREADABLE', 'FILE_LIMIT', 'READ_TIMEOUT', 'DISK_FULL'],
  },
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
