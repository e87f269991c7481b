import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { DOCUMENT_KINDS, DOCUMENT_TYPES } from './document-types.ts';
import { Passage } from './passages.ts';
import { LABELS } from './permissions.ts';
import { Reranked } from './system.ts';

export const SEARCH_MODES = ['keyword', 'vector', 'hybrid'] as const;
export type SearchMode = (typeof SEARCH_MODES)[number];

/** Narrows what is searched, before anything is ranked. Lists mean "one of these"; what is left out does not narrow. */
export const SearchFilters = z.object({
  collections: z.array(z.uuid()).max(64).optional(),
  documents: z.array(z.uuid()).max(1_000).optional(),
  types: z.array(z.enum(DOCUMENT_TYPES)).optional(),
  kinds: z.array(z.enum(DOCUMENT_KINDS)).optional(),
  /** A document must carry all of them. */
  tags: z.array(z.string().max(64)).max(32).optional(),
  labels: z.array(z.enum(LABELS)).optional(),
  /** Effective date, else the date it was added: `2023-01-01`. */
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  /** Also revisions that are superseded, withdrawn or not yet in force. */
  allRevisions: z.boolean().optional(),
});
export type SearchFilters = z.infer<typeof SearchFilters>;

/** What was made of the question before it was searched. */
export const Understanding = z.object({
  /** ISO 639-1; null where it could not be told. */
  language: z.string().nullable(),
  /** The question as it was searched, where that differs: a follow-up put together with what it follows. */
  rewritten: z.string().nullable(),
  /** Words of the question that the plant's vocabulary widened. */
  expansions: z.array(z.object({ term: z.string(), means: z.array(z.string()) })),
  /** Filters read from the question itself: "in the 2023 manual". */
  filters: SearchFilters,
  /** Filters that the question names but that were left aside, as nothing within them looks like an answer. */
  dropped: SearchFilters.optional(),
});
export type Understanding = z.infer<typeof Understanding>;

export const search = defineOperations('search', {
  query: {
    summary: 'Find passages in the documents the caller may read',
    http: ['POST', '/search'],
    permission: 'search:query',
    audit: { event: 'search.query', keep: ['top', 'mode'] },
    rate: 'search',
    changes: false,
    input: z.object({
      query: z.string().trim().min(1, 'Type what to look for.').max(2_000),
      top: z.int().min(1).max(50).default(8),
      mode: z.enum(SEARCH_MODES).default('hybrid'),
      filters: SearchFilters.default({}),
      /** The words as they stand: no filters are read from them, and the vocabulary does not widen them. */
      literal: z.boolean().default(false),
    }),
    output: z.object({
      results: z.array(Passage),
      /** What ran: less than was asked for when no embedding model is there, or the question's language is one it does not know. */
      mode: z.enum(SEARCH_MODES),
      searched: z.int(),
      understood: Understanding,
      /** False when nothing found looks like an answer; `results` are then the nearest there is. */
      relevant: z.boolean(),
      /** Whether a reranker put the results into their order. */
      reranking: Reranked,
    }),
    errors: [],
  },
});
