import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

/** A word or abbreviation of the plant and what it stands for or is also called. Search takes them as one, both ways. */
export const VocabularyEntry = z.object({
  id: z.uuid(),
  term: z.string(),
  means: z.array(z.string()),
  /** Comes with Millwright and can be hidden by an entry of the plant for the same term. */
  builtIn: z.boolean(),
});
export type VocabularyEntry = z.infer<typeof VocabularyEntry>;

const Term = z.string().trim().min(1).max(128);

export const vocabulary = defineOperations('vocabulary', {
  list: {
    summary: "The plant's abbreviations and synonyms, by term",
    http: ['GET', '/vocabulary'],
    permission: 'search:query',
    audit: { event: 'vocabulary.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ entries: z.array(VocabularyEntry) }),
    errors: [],
  },
  save: {
    summary: 'Add or replace an entry; one without meanings switches a built-in one off',
    http: ['PUT', '/vocabulary'],
    permission: 'knowledge:manage',
    audit: { event: 'vocabulary.changed', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({ term: Term, means: z.array(Term).max(16) }),
    output: VocabularyEntry,
    errors: [],
  },
  remove: {
    summary: "Remove an entry of the plant's own",
    http: ['DELETE', '/vocabulary/{id}'],
    permission: 'knowledge:manage',
    audit: { event: 'vocabulary.changed', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid() }),
    output: z.object({ removed: z.literal(true) }),
    errors: ['VOCABULARY_NOT_FOUND'],
  },
});
