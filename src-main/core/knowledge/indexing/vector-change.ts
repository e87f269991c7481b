import type { Embedder } from '#core/ports/embedder.ts';
import type { VectorIndex, VectorsBeside } from '#core/ports/vector-index.ts';
import { sql } from '#core/ports/sql.ts';
import type { EmbedChunksDeps } from './embed-chunks.ts';
import { createIndexWriter, EVERYTHING } from './index-writer.ts';
import type { Outbox } from './outbox.ts';
import { documentsWithout, reEmbed } from './re-embed.ts';
import { seenBy, type ServingVectors, storeSpace, type VectorSpace } from './serving-vectors.ts';
import type { TenantIndexes } from './tenant-indexes.ts';
import { vectorBackground } from './vector-background.ts';
import { tidyVectors } from './tidy-vectors.ts';

/** Times that what came meanwhile is caught up with beside everything else; after that, new documents wait for their vectors until it is done. */
const ROUNDS_BESIDE_OTHERS = 2;
/** Each change of the new table costs a version and a sync. */
const DOCUMENTS_AT_A_TIME = 256;

export interface VectorChangeDeps extends EmbedChunksDeps {
  serving: ServingVectors;
  indexes: TenantIndexes;
  outbox: Outbox;
  vectorIndex: VectorIndex;
}

export interface VectorChange {
  tenantId: string;
  from: VectorSpace;
  to: Embedder;
  signal: AbortSignal;
  /** Told how many chunks have their vectors. */
  onProgress(chunks: { done: number; total: number }): void;
  /** Told that no document may be given vectors of the old model from now on. */
  onHold(): void;
}

/**
 * Brings a plant from one embedding model to another: makes the new vectors beside the old ones, lays them into a table of their own, and
 * then lets them serve in one step. Until then nothing that is searched changes. Interrupted, it goes on with the vectors that are there.
 * Throws `EmbeddingFailed`, and the signal's reason.
 */
export async function changeVectors(deps: VectorChangeDeps, change: VectorChange): Promise<void> {
  const { database, outbox, vectorIndex } = deps;
  const { tenantId, from, to, signal } = change;
  await tidyVectors(database, tenantId, { serving: from.identity, wanted: to.identity }, signal);
  const count = await countChunks(deps, change);
  change.onProgress(count);
  const embed = async (): Promise<Set<string>> => {
    const changed = new Set<string>();
    await reEmbed(deps, tenantId, to, signal, (documentId, chunks) => {
      changed.add(documentId);
      count.done = Math.min(count.total, count.done + chunks);
      change.onProgress(count);
    });
    return changed;
  };
  await embed();

  const space: VectorSpace = { identity: to.identity, dimension: to.dimension, table: from.table + 1 };
  let mark = await newestChange(deps, tenantId);
  const beside = await vectorIndex.beside(tenantId, space.dimension, space.table);
  try {
    await lay(deps, change, beside, await documentsWith(deps, change), { fresh: true });
    await beside.finish();
    for (let round = 0; ; round += 1) {
      if (round >= ROUNDS_BESIDE_OTHERS) change.onHold();
      const late = await embed();
      const next = await newestChange(deps, tenantId);
      await lay(deps, change, beside, [...late, ...(await changedSince(deps, tenantId, mark))], { fresh: false });
      mark = next;
      const done = await outbox.alone(tenantId, async () => {
        await lay(deps, change, beside, await changedSince(deps, tenantId, mark), { fresh: false });
        signal.throwIfAborted();
        return letServe(deps, tenantId, space);
      });
      if (done) return;
    }
  } finally {
    await beside.close();
  }
}

/** Writes the vectors of some documents into the new table as the database holds them now. */
async function lay({ database }: VectorChangeDeps, { tenantId, to, signal }: VectorChange, beside: VectorsBeside, documents: readonly string[], { fresh }: { fresh: boolean }): Promise<void> {
  const writer = createIndexWriter(database);
  const left = [...new Set(documents)];
  while (left.length > 0) {
    signal.throwIfAborted();
    const some = left.splice(0, DOCUMENTS_AT_A_TIME);
    if (!fresh) await beside.deleteDocuments(some);
    await writer.vectors(tenantId, new Map(some.map((id) => [id, [EVERYTHING]])), { identity: to.identity, dimension: to.dimension, put: beside.put });
  }
}

/** False where a ready document came that the new model has not seen. The setting and what runs change within one turn of the event loop after it is stored. */
async function letServe({ database, serving, indexes }: VectorChangeDeps, tenantId: string, space: VectorSpace): Promise<boolean> {
  if ((await documentsWithout(database, tenantId, space.identity)).length > 0) return false;
  const background = await vectorBackground(database, tenantId, space.identity);
  const measured = background === null ? space : { ...space, background };
  await database.withTenant({ tenantId, userId: null }, (tx) => storeSpace(tx, measured));
  serving.switched(tenantId, measured);
  await indexes.reopen(tenantId, measured);
  return true;
}

function countChunks({ database }: VectorChangeDeps, { tenantId, to }: VectorChange): Promise<{ done: number; total: number }> {
  return database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.one<{ done: number; total: number }>(sql`SELECT count(*) FILTER (WHERE ${seenBy(to.identity)})::int AS done, count(*)::int AS total
      FROM document_chunks c WHERE c.tenant_id = ${tx.tenantId}`),
  );
}

async function documentsWith({ database }: VectorChangeDeps, { tenantId, to }: VectorChange): Promise<string[]> {
  const rows = await database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.rows<{ id: string }>(sql`SELECT DISTINCT c.document_id AS id FROM document_chunks c WHERE c.tenant_id = ${tx.tenantId} AND ${seenBy(to.identity)}`),
  );
  return rows.map((row) => row.id);
}

async function newestChange({ database }: VectorChangeDeps, tenantId: string): Promise<number> {
  const { newest } = await database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.one<{ newest: number }>(sql`SELECT coalesce(max(id), 0) AS newest FROM outbox WHERE tenant_id = ${tx.tenantId}`),
  );
  return newest;
}

async function changedSince({ database }: VectorChangeDeps, tenantId: string, mark: number): Promise<string[]> {
  const rows = await database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.rows<{ id: string }>(sql`SELECT DISTINCT document_id AS id FROM outbox WHERE tenant_id = ${tx.tenantId} AND id > ${mark}`),
  );
  return rows.map((row) => row.id);
}
