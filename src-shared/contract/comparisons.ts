import { z } from 'zod';
import { Message } from './conversations.ts';
import { defineOperations } from './define-operations.ts';
import { LABELS } from './permissions.ts';

/** `cancelled` and `failed` ones can go on where they were. */
export const COMPARISON_STATES = ['running', 'done', 'cancelled', 'failed'] as const;
export type ComparisonState = (typeof COMPARISON_STATES)[number];

/** What the answers of one model amount to. Times in milliseconds; shares 0..1; null where there is nothing to take one of. */
export const ModelTotals = z.object({
  /** Questions that were asked, those the model wrote an answer to, and those it failed at. */
  asked: z.int(),
  written: z.int(),
  failed: z.int(),
  /** Of the answers to questions that name a place, those that cite one of these places. */
  cited: z.number().nullable(),
  /** Mean agreement of words with the corrected answer, over the questions that have one. */
  overlap: z.number().nullable(),
  /** Written answers with at least one sentence that what it cites does not support. */
  unsupported: z.int(),
  promptTokens: z.int(),
  completionTokens: z.int(),
  /** Medians. */
  firstTokenMs: z.number().nullable(),
  tokensPerSecond: z.number().nullable(),
});
export type ModelTotals = z.infer<typeof ModelTotals>;

const Compared = z.object({
  id: z.uuid(),
  name: z.string(),
  totals: ModelTotals,
});

export const Comparison = z.object({
  id: z.uuid(),
  set: z.object({ id: z.uuid(), name: z.string() }),
  state: z.enum(COMPARISON_STATES),
  /** Why it failed, in a sentence. */
  error: z.string().nullable(),
  model: Compared,
  against: Compared,
  /** Answers that are there, of all that are to be: two for each question that its person may read. */
  done: z.int(),
  total: z.int(),
  by: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
export type Comparison = z.infer<typeof Comparison>;

/** How one model answered one question, as the reader may see it now. */
export const ComparedAnswer = Message.pick({ content: true, mode: true, sentTo: true, citations: true, unsupported: true, usage: true, label: true }).extend({
  /** Whether it cites a place that answers the question; null where the question names none. */
  cited: z.boolean().nullable(),
  /** Agreement of its words with the corrected answer, 0..1 (F1); null where there is none. */
  overlap: z.number().nullable(),
  /** The model failed at it, in a sentence; there is no answer then. */
  error: z.string().nullable(),
});
export type ComparedAnswer = z.infer<typeof ComparedAnswer>;

export const ComparedQuestion = z.object({
  place: z.int(),
  question: z.string(),
  /** The corrected answer, where there is one. */
  expected: z.string().nullable(),
  /** Where the answer is: any of these places. */
  places: z.array(z.object({ file: z.string(), page: z.int().nullable() })),
  label: z.enum(LABELS).nullable(),
  /** Null while it is not there. */
  model: ComparedAnswer.nullable(),
  against: ComparedAnswer.nullable(),
});
export type ComparedQuestion = z.infer<typeof ComparedQuestion>;

const comparisonId = z.object({ id: z.uuid() });
const NAMED_MODEL = z.string().trim().min(1, 'Name a model.').max(255);

export const comparisons = defineOperations('comparisons', {
  start: {
    summary: 'Let two models answer every question of an evaluation set, for the caller and with their rights. It runs on when nobody looks, and after a restart',
    http: ['POST', '/comparisons'],
    permission: 'knowledge:manage',
    audit: { event: 'comparison.started', keep: ['setId'], resource: 'setId' },
    rate: 'ask',
    changes: true,
    input: z.object({
      setId: z.uuid(),
      /** Each by id, by name, or by what the plant uses it for: `fast` or `heavy`. */
      model: NAMED_MODEL,
      against: NAMED_MODEL,
    }),
    output: Comparison,
    errors: ['EVALUATION_SET_NOT_FOUND', 'EVALUATION_REFUSED', 'MODEL_NOT_FOUND'],
  },
  list: {
    summary: 'The comparisons of models that ran or are running, latest first',
    http: ['GET', '/comparisons'],
    permission: 'knowledge:manage',
    audit: { event: 'comparison.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ comparisons: z.array(Comparison) }),
    errors: [],
  },
  get: {
    summary: 'How far a comparison is, and what the answers of both models amount to',
    http: ['GET', '/comparisons/{id}'],
    permission: 'knowledge:manage',
    audit: { event: 'comparison.read', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: comparisonId,
    output: Comparison,
    errors: ['COMPARISON_NOT_FOUND'],
  },
  answers: {
    summary: 'The answers of both models side by side, question by question, as far as the caller may read what they were made from',
    http: ['GET', '/comparisons/{id}/answers'],
    permission: 'knowledge:manage',
    audit: { event: 'comparison.read', keep: ['id', 'from'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: comparisonId.extend({
      /** Questions to pass over. */
      from: z.coerce.number().int().min(0).default(0),
      most: z.coerce.number().int().min(1).max(100).default(20),
    }),
    output: z.object({ total: z.int(), questions: z.array(ComparedQuestion) }),
    errors: ['COMPARISON_NOT_FOUND'],
  },
  watch: {
    summary: 'A comparison as it is, and again whenever an answer came, until it no longer runs',
    http: ['GET', '/comparisons/{id}/events'],
    permission: 'knowledge:manage',
    audit: { event: 'comparison.read', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: comparisonId,
    yields: z.object({ type: z.literal('comparison'), comparison: Comparison }),
    errors: ['COMPARISON_NOT_FOUND'],
  },
  cancel: {
    summary: 'Stop a comparison; the answers that are there stay',
    http: ['POST', '/comparisons/{id}/cancel'],
    permission: 'knowledge:manage',
    audit: { event: 'comparison.cancelled', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: comparisonId,
    output: Comparison,
    errors: ['COMPARISON_NOT_FOUND', 'EVALUATION_REFUSED'],
  },
  resume: {
    summary: 'Go on with a comparison that was stopped or failed, which only who started it can: what is missing is asked, and what a model failed at is asked again',
    http: ['POST', '/comparisons/{id}/resume'],
    permission: 'knowledge:manage',
    audit: { event: 'comparison.resumed', keep: ['id'], resource: 'id' },
    rate: 'ask',
    changes: true,
    input: comparisonId,
    output: Comparison,
    errors: ['COMPARISON_NOT_FOUND', 'EVALUATION_REFUSED'],
  },
  remove: {
    summary: 'Delete a comparison with its answers; one that runs is stopped first',
    http: ['DELETE', '/comparisons/{id}'],
    permission: 'knowledge:manage',
    audit: { event: 'comparison.removed', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: comparisonId,
    output: z.object({ removed: z.literal(true) }),
    errors: ['COMPARISON_NOT_FOUND'],
  },
});
