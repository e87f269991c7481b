import type { IndexedText, IndexedVector, TenantIndex } from '#core/ports/vector-index.ts';

/** A chunk with all that an index holds of it. */
export type IndexedChunk = IndexedText & IndexedVector;

export async function putChunks(index: TenantIndex, chunks: readonly IndexedChunk[]): Promise<void> {
  await index.putText(chunks);
  await index.putVectors(chunks);
}
