import { z } from 'zod';
import { LABELS } from './permissions.ts';

/** `[x, y, width, height]` as fractions (0..1) of the page, origin at its top left. */
export const Box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type Box = z.infer<typeof Box>;

export const DocumentRef = z.object({ id: z.uuid(), filename: z.string() });
export type DocumentRef = z.infer<typeof DocumentRef>;

/** Where a passage stands: `start` and `end` are UTF-16 offsets into the text of `part` (see `documents.text`). */
export const Span = z.object({ part: z.int(), start: z.int(), end: z.int() });
export type Span = z.infer<typeof Span>;

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
});
export type Passage = z.infer<typeof Passage>;

/** A numbered source of an answer; `n` is what stands in the brackets of the text. */
export const Citation = z.object({
  n: z.int(),
  chunkId: z.uuid(),
  document: DocumentRef,
  page: z.int().nullable(),
  section: z.string().nullable(),
  quote: z.string(),
  label: z.enum(LABELS),
  span: Span,
});
export type Citation = z.infer<typeof Citation>;
