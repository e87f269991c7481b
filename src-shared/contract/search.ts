import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { Passage } from './passages.ts';

export const SEARCH_MODES = ['keyword', 'hybrid'] as const;

export const search = defineOperations('search', {
  query: {
    summary: 'Find passages in the documents the caller may read',
    http: ['POST', '/search'],
    permission: 'search:query',
    audit: { event: 'search.query', keep: ['top'] },
    rate: 'search',
    changes: false,
    input: z.object({
      query: z.string().trim().min(1, 'Type what to look for.').max(2_000),
      top: z.int().min(1).max(50).default(8),
    }),
    output: z.object({
      results: z.array(Passage),
      /** `keyword` when no embedding model is there, or the question's language is one it does not know. */
      mode: z.enum(SEARCH_MODES),
      searched: z.int(),
    }),
    errors: [],
  },
});
