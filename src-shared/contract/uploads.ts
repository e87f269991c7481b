import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

/** Largest piece of one `uploads.append`, in bytes. */
export const UPLOAD_PIECE_BYTES = 4 * 1024 * 1024;

export const uploads = defineOperations('uploads', {
  begin: {
    summary: 'Announce a file that will arrive in pieces',
    http: ['POST', '/uploads'],
    permission: 'documents:upload',
    audit: null,
    rate: 'upload',
    changes: false,
    input: z.object({ sizeBytes: z.int().min(0) }),
    output: z.object({ uploadId: z.uuid() }),
    errors: ['FILE_EMPTY', 'FILE_TOO_LARGE', 'DISK_FULL'],
  },
  append: {
    summary: 'Add the next piece of an announced file',
    http: ['POST', '/uploads/{uploadId}/append'],
    permission: 'documents:upload',
    audit: null,
    rate: 'none',
    changes: false,
    input: z.object({
      uploadId: z.uuid(),
      /** Bytes sent before this piece; a piece out of order is refused. */
      offset: z.coerce.number().int().min(0),
      bytes: z.custom<Blob>((value) => value instanceof Blob && value.size <= UPLOAD_PIECE_BYTES, 'expected at most 4 MiB of bytes'),
    }),
    output: z.object({ receivedBytes: z.int() }),
    errors: ['UPLOAD_NOT_FOUND', 'INVALID_INPUT', 'DISK_FULL'],
  },
  abort: {
    summary: 'Drop an announced file',
    http: ['DELETE', '/uploads/{uploadId}'],
    permission: 'documents:upload',
    audit: null,
    rate: 'none',
    changes: false,
    input: z.object({ uploadId: z.uuid() }),
    output: z.object({ aborted: z.boolean() }),
    errors: [],
  },
});
