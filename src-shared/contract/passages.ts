import { z } from 'zod';
import { LABELS } from './permissions.ts';

/** `[x, y, width, height]` as fractions (0..1) of the page, origin at its top left. */
export const Box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type Box = z.infer<typeof Box>;

/** How a document stands among its revisions. `not-yet`: its effective date is to come. */
export const STANDINGS = ['in-force', 'not-yet', 'superseded', 'withdrawn', 'deleted'] as const;
export type Standing = (typeof STANDINGS)[number];

export const DocumentRef = z.object({
  id: z.uuid(),
  filename: z.string(),
  /** As documents control writes it; null where nobody said. */
  revision: z.string().nullable(),
  standing: z.enum(STANDINGS),
  /** Since when it is superseded or withdrawn. */
  since: z.iso.datetime().nullable(),
  /** The revision in force, where this one is superseded and the caller may read that one. */
  supersededBy: z.uuid().nullable(),
});
export type DocumentRef = z.infer<typeof DocumentRef>;

/** A stretch of text: `start` and `end` are UTF-16 offsets into the text of `part` (see `documents.text`). */
export const TextRange = z.object({ part: z.int(), start: z.int(), end: z.int() });
export type TextRange = z.infer<typeof TextRange>;

/** Where a passage stands. */
export const Span = TextRange.extend({
  /** Physical page or slide from 1; null for kinds without. */
  page: z.int().nullable(),
  /** One box a line; null where the reader knows no positions, or nobody has looked them up. */
  boxes: z.array(Box).nullable(),
});
export type Span = z.infer<typeof Span>;

/** What each stage of the search made of a passage; null where a stage did not run or did not see it. */
export const Scores = z.object({
  /** BM25, not bounded. */
  text: z.number().nullable(),
  /** Cosine, -1..1. */
  vector: z.number().nullable(),
  /** 0..1. */
  fused: z.number().nullable(),
  /** 0..1: how well it answers the question by the reranker, else how it stands after ranking anew. */
  rerank: z.number().nullable(),
});
export type Scores = z.infer<typeof Scores>;

/** A stretch of a document found by search. `page` is the physical page or slide from 1, null for kinds without pages. */
export const Passage = z.object({
  chunkId: z.uuid(),
  document: DocumentRef,
  page: z.int().nullable(),
  section: z.string().nullable(),
  text: z.string(),
  score: z.number(),
  label: z.enum(LABELS),
  span: Span,
  scores: Scores,
  /** Words of the question in the text, as `[start, end]` UTF-16 offsets into `text`. */
  matches: z.array(z.tuple([z.int(), z.int()])),
});
export type Passage = z.infer<typeof Passage>;

/** A numbered source of an answer; `n` is what stands in the brackets of the text. */
export const Citation = z.object({
  n: z.int(),
  chunkId: z.uuid(),
  document: DocumentRef,
  page: z.int().nullable(),
  section: z.string().nullable(),
  /** Empty where the reader may no longer see the document. */
  quote: z.string(),
  label: z.enum(LABELS),
  span: Span,
});
export type Citation = z.infer<typeof Citation>;
