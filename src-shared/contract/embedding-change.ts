import { z } from 'zod';

const EmbeddingModelName = z.object({
  /** Null for a model that is not installed any more. */
  id: z.uuid().nullable(),
  name: z.string(),
});
/** The embedding model whose vectors serve searches, and the one whose vectors are being made. */
export const EmbeddingChange = z.object({
  serving: EmbeddingModelName.nullable(),
  /** Why there is no search by meaning, in a sentence; null where there is. */
  reason: z.string().nullable(),
  next: EmbeddingModelName.extend({
    /** Passages that have their new vectors, and all there are. */
    done: z.int(),
    total: z.int(),
    /** Why it does not go on for now, in a sentence; it is tried again by itself. */
    problem: z.string().nullable(),
  }).nullable(),
});
export type EmbeddingChange = z.infer<typeof EmbeddingChange>;
