import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { EvaluationQuestion } from './evaluation.ts';
import { LABELS } from './permissions.ts';

/** Questions with what is known of their answers, kept to compare models with. */
export const EvaluationSet = z.object({
  id: z.uuid(),
  name: z.string(),
  origin: z.enum(['feedback', 'file']),
  /** Questions in it, and those of them that the caller may not read, since what answered them is labelled beyond their clearance. */
  questions: z.int(),
  hidden: z.int(),
  /** Questions that say where the answer is, and those with a corrected answer. */
  placed: z.int(),
  corrected: z.int(),
  by: z.string(),
  createdAt: z.iso.datetime(),
});
export type EvaluationSet = z.infer<typeof EvaluationSet>;

const Name = z.string().trim().min(1, 'Give the set a name.').max(120);

export const evaluationSets = defineOperations('evaluationSets', {
  list: {
    summary: 'The evaluation sets that are kept, latest first',
    http: ['GET', '/evaluation/sets'],
    permission: 'knowledge:manage',
    audit: { event: 'evaluation.sets_read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ sets: z.array(EvaluationSet) }),
    errors: [],
  },
  create: {
    summary: 'Keep what people found of answers as an evaluation set: good answers with the places they cite, and corrected ones. Each question goes with its feedback',
    http: ['POST', '/evaluation/sets'],
    permission: 'knowledge:manage',
    audit: { event: 'evaluation.set_kept', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({ name: Name }),
    output: EvaluationSet,
    errors: ['EVALUATION_SET_EXISTS', 'EVALUATION_REFUSED'],
  },
  import: {
    summary: 'Keep questions of a file as an evaluation set, as feedback is exported',
    http: ['POST', '/evaluation/sets/import'],
    permission: 'knowledge:manage',
    audit: { event: 'evaluation.set_kept', keep: ['label'] },
    rate: 'write',
    changes: true,
    input: z.object({
      name: Name,
      questions: z.array(EvaluationQuestion).min(1, 'There are no questions.').max(2_000),
      /** Who may read the questions: never less than the labels of the documents they name. */
      label: z.enum(LABELS).default('internal'),
    }),
    output: EvaluationSet,
    errors: ['EVALUATION_SET_EXISTS'],
  },
  remove: {
    summary: 'Delete an evaluation set with all comparisons on it',
    http: ['DELETE', '/evaluation/sets/{id}'],
    permission: 'knowledge:manage',
    audit: { event: 'evaluation.set_removed', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid() }),
    output: z.object({ removed: z.literal(true) }),
    errors: ['EVALUATION_SET_NOT_FOUND', 'EVALUATION_REFUSED'],
  },
});
