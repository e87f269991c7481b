import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { LABELS } from './permissions.ts';

export const FEEDBACK_REASONS = ['wrong', 'incomplete', 'wrong-source', 'outdated', 'not-understood', 'unsafe', 'other'] as const;

/** What somebody thinks of an answer, with what it was made from. */
export const Feedback = z.object({
  id: z.uuid(),
  verdict: z.enum(['good', 'bad']),
  reason: z.enum(FEEDBACK_REASONS).nullable(),
  correction: z.string().nullable(),
  question: z.string(),
  answer: z.string(),
  model: z.string().nullable(),
  /** Hash of all the model was sent, and of its file; null where no model ran, and for models elsewhere. */
  promptSha256: z.string().nullable(),
  modelSha256: z.string().nullable(),
  label: z.enum(LABELS).nullable(),
  sources: z.array(z.object({ file: z.string(), page: z.int().nullable(), section: z.string().nullable(), quote: z.string() })),
  by: z.string(),
  at: z.iso.datetime(),
});
export type Feedback = z.infer<typeof Feedback>;

export const feedback = defineOperations('feedback', {
  give: {
    summary: 'Say of an own answer whether it is good, why not, and what would be right; given again, it replaces what was said before',
    http: ['PUT', '/messages/{messageId}/feedback'],
    permission: 'conversations:use',
    audit: { event: 'feedback.given', keep: ['messageId', 'verdict'], resource: 'messageId' },
    rate: 'write',
    changes: true,
    input: z.object({
      messageId: z.uuid(),
      verdict: z.enum(['good', 'bad']),
      reason: z.enum(FEEDBACK_REASONS).nullish(),
      correction: z.string().trim().max(8_000).nullish(),
    }),
    output: z.object({ given: z.literal(true) }),
    errors: ['MESSAGE_NOT_FOUND'],
  },
  list: {
    summary: 'What people think of answers, latest first: only of those made from what the caller may read',
    http: ['GET', '/feedback'],
    permission: 'knowledge:manage',
    audit: { event: 'feedback.read', keep: ['verdict'] },
    rate: 'read',
    changes: false,
    input: z.object({ verdict: z.enum(['good', 'bad']).optional(), reason: z.enum(FEEDBACK_REASONS).optional() }),
    output: z.object({ feedback: z.array(Feedback) }),
    errors: [],
  },
  export: {
    summary: 'Questions whose answers were found good, with the places that answered them, and those that were corrected, as an evaluation set (one JSON object a line)',
    http: ['GET', '/feedback/export'],
    permission: 'knowledge:manage',
    audit: { event: 'feedback.exported', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.custom<Blob>((value) => value instanceof Blob),
    errors: [],
  },
});
