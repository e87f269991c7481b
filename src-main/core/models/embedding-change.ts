import type { EmbeddingChange } from '#shared/contract/embedding-change.ts';
import type { Embedders } from './embedders.ts';
import type { PlantVectors } from './plant-vectors.ts';

/** Which embedding model a plant is searched by, and how far a change to another is, as callers see it. */
export async function embeddingChange(vectors: PlantVectors, embedders: Pick<Embedders, 'rowOf'>, tenantId: string): Promise<EmbeddingChange> {
  const [{ serving, next }, { reason }] = [await vectors.state(tenantId), await vectors.serving(tenantId)];
  const named = async (identity: string): Promise<{ id: string | null; name: string }> => {
    const row = await embedders.rowOf(identity);
    // Without its row only its identity is known, which begins with the name.
    return { id: row?.id ?? null, name: row?.name ?? identity.replace(/:[0-9a-f]+$/, '') };
  };
  const { done = 0, total = 0, problem = null } = next ?? {};
  return {
    serving: serving === null ? null : await named(serving),
    reason,
    next: next === null ? null : { ...(await named(next.identity)), name: next.name, done, total, problem },
  };
}
