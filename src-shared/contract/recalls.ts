import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { LABELS } from './permissions.ts';

export const RECALL_REASONS = ['superseded', 'withdrawn', 'relabelled', 'deleted'] as const;

/** A document that answers were built on is no longer what it was. */
export const Recall = z.object({
  id: z.uuid(),
  documentId: z.uuid(),
  filename: z.string(),
  reason: z.enum(RECALL_REASONS),
  fromRevision: z.string().nullable(),
  toDocumentId: z.uuid().nullable(),
  toRevision: z.string().nullable(),
  fromLabel: z.enum(LABELS).nullable(),
  toLabel: z.enum(LABELS).nullable(),
  at: z.iso.datetime(),
});
export type Recall = z.infer<typeof Recall>;

/** That one of the caller's own answers rests on it. */
export const RecallNotice = z.object({
  recall: Recall,
  conversationId: z.uuid(),
  conversationTitle: z.string(),
  messageId: z.uuid(),
  toldAt: z.iso.datetime(),
  seenAt: z.iso.datetime().nullable(),
});
export type RecallNotice = z.infer<typeof RecallNotice>;

export const recalls = defineOperations('recalls', {
  mine: {
    summary: "Answers of the caller whose documents have changed since, newest first; at most 500",
    http: ['GET', '/recalls/mine'],
    permission: 'conversations:use',
    audit: { event: 'recall.read', keep: [] },
    rate: 'read',
    changes: false,
    /** As text over HTTP. */
    input: z.object({ unseen: z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).default(false) }),
    output: z.object({ notices: z.array(RecallNotice) }),
    errors: [],
  },
  seen: {
    summary: 'Note that the caller has seen a notice',
    http: ['POST', '/recalls/{id}/seen'],
    permission: 'conversations:use',
    audit: { event: 'recall.seen', keep: ['id', 'messageId'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid(), messageId: z.uuid() }),
    output: RecallNotice,
    errors: ['NOTICE_NOT_FOUND'],
  },
  list: {
    summary: 'Every recall, and who was told when and has seen it; newest first, at most 500',
    http: ['GET', '/recalls'],
    permission: 'knowledge:manage',
    audit: { event: 'recall.read', keep: ['documentId'] },
    rate: 'read',
    changes: false,
    input: z.object({ documentId: z.uuid().optional() }),
    output: z.object({
      recalls: z.array(
        Recall.extend({
          told: z.array(z.object({ userId: z.uuid(), userName: z.string(), messageId: z.uuid(), toldAt: z.iso.datetime(), seenAt: z.iso.datetime().nullable() })),
        }),
      ),
    }),
    errors: [],
  },
});
