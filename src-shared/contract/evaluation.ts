import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { LABELS } from './permissions.ts';

/** A place that holds an answer. `page` is the physical page or slide from 1; `section` stands for kinds without pages. */
const Place = z.object({
  file: z.string().min(1).max(512),
  page: z.int().min(1).nullish(),
  section: z.string().max(1_000).nullish(),
  quote: z.string().max(4_000).nullish(),
});

/** A question with the place that answers it, or with none where the documents do not hold the answer. */
export const EvaluationQuestion = z.object({
  id: z.union([z.string().max(128), z.int()]).transform(String),
  question: z.string().trim().min(1).max(2_000),
  file: z.string().max(512).nullish(),
  page: z.int().min(1).nullish(),
  section: z.string().max(1_000).nullish(),
  quote: z.string().max(4_000).nullish(),
  kind: z.string().max(64).default('lookup'),
  /** Further places: any of them counts as found. */
  also: z.array(Place).nullish(),
  /** What the answer should have been, where somebody corrected it. */
  corrected: z.string().max(8_000).nullish(),
  /** The most sensitive label of what answered it. */
  label: z.enum(LABELS).nullish(),
});
export type EvaluationQuestion = z.infer<typeof EvaluationQuestion>;

/** Shares of the answerable questions, 0..1. */
export const Quality = z.object({
  n: z.int(),
  /** The right place comes first, or among the first five. */
  hit1: z.number(),
  hit5: z.number(),
  /** Mean of 1 / rank of the right place among the first ten. */
  mrr: z.number(),
  /** The exact page is among the first five, of the questions that name one; null where none does. */
  page5: z.number().nullable(),
});
export type Quality = z.infer<typeof Quality>;

/** How well answers rest on what they cite, over the answerable questions. Shares are 0..1, null where there is nothing to take one of. */
export const AnswerSupport = z.object({
  n: z.int(),
  /** Questions that got an answer, and were not told that there is none. */
  answered: z.number().nullable(),
  /** Sentences in these answers that state a fact. */
  facts: z.int(),
  /** Of those sentences, the ones that carry a citation which the check of an answer against its sources does not mark. */
  supported: z.number().nullable(),
  /** Questions whose answer cites the right place, and one with the expected quote in the cited passage. */
  rightPlace: z.number().nullable(),
  rightQuote: z.number().nullable(),
});
export type AnswerSupport = z.infer<typeof AnswerSupport>;

export const EvaluationReport = Quality.extend({
  byKind: z.record(z.string(), Quality),
  /**
   * `vector` and `hybrid` are null where there is no embedding model, `ranked` where there is no reranker: it is the order by features,
   * which the reranker then put into that of `reranked`.
   */
  stages: z.object({ keyword: Quality, vector: Quality.nullable(), hybrid: Quality.nullable(), ranked: Quality.nullable(), reranked: Quality }),
  /** Share of the unanswerable questions that were told to have no answer, and of the answerable wrongly told so; null where there are none. */
  refusedUnanswerable: z.number().nullable(),
  refusedAnswerable: z.number().nullable(),
  /** `written` is null unless it was asked for and a language model is there; all is null where nothing answers questions. */
  answers: z.object({ quoted: AnswerSupport, written: AnswerSupport.nullable() }).nullable(),
  misses: z.array(z.object({ id: z.string(), question: z.string(), wanted: z.string(), got: z.array(z.string()) })),
});
export type EvaluationReport = z.infer<typeof EvaluationReport>;

export const evaluation = defineOperations('evaluation', {
  run: {
    summary: 'Ask many questions whose answers are known and measure how well search finds them and answers rest on them; nothing is kept',
    http: ['POST', '/evaluation'],
    permission: 'knowledge:manage',
    audit: { event: 'evaluation.run', keep: [] },
    rate: 'write',
    changes: false,
    input: z.object({
      questions: z.array(EvaluationQuestion).min(1, 'There are no questions.').max(2_000),
      /** Also lets the language model write an answer to each question, which takes as long as it takes there. */
      written: z.boolean().default(false),
    }),
    yields: z.discriminatedUnion('type', [
      z.object({ type: z.literal('progress'), done: z.int(), total: z.int() }),
      z.object({ type: z.literal('report'), report: EvaluationReport }),
    ]),
    errors: [],
  },
});
