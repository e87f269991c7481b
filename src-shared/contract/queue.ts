import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { DocumentSummary } from './documents.ts';

export const QueueState = z.object({
  /** Documents not yet begun, being worked on, and finished since the queue was last empty. */
  waiting: z.int(),
  running: z.int(),
  done: z.int(),
  failed: z.int(),
  paused: z.boolean(),
  /** An answer is being written, and reading waits for it. */
  yielding: z.boolean(),
  /** Measured from what was done since the queue was last empty; null until enough is known. */
  secondsLeft: z.number().nullable(),
});
export type QueueState = z.infer<typeof QueueState>;

export const queue = defineOperations('queue', {
  watch: {
    summary: 'How far the reading of documents is, now and whenever it changes',
    http: ['GET', '/queue/watch'],
    permission: 'documents:read',
    audit: { event: 'queue.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    yields: QueueState,
    errors: [],
  },
  pause: {
    summary: 'Pause or resume the reading of documents; what is being read is finished',
    http: ['POST', '/queue/pause'],
    permission: 'knowledge:manage',
    audit: { event: 'queue.paused', keep: ['paused'] },
    rate: 'write',
    changes: true,
    input: z.object({ paused: z.boolean() }),
    output: QueueState,
    errors: [],
  },
  cancel: {
    summary: 'Stop work on a document; it stays as failed and can be retried',
    http: ['POST', '/documents/{id}/cancel'],
    permission: 'documents:upload',
    audit: { event: 'doc.cancelled', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid() }),
    output: DocumentSummary,
    errors: ['DOCUMENT_NOT_FOUND'],
  },
  reingest: {
    summary: 'Read a document again, or all; the old text is found until the new is there',
    http: ['POST', '/documents/reingest'],
    permission: 'knowledge:manage',
    audit: { event: 'doc.reingested', keep: ['id'] },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid().optional() }),
    output: z.object({ queued: z.int() }),
    errors: ['DOCUMENT_NOT_FOUND', 'DOCUMENT_BUSY'],
  },
});
