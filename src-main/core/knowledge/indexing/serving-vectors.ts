import type { Database, Transaction } from '#core/ports/database.ts';
import type { EmbedderChoice, EmbedderState } from '#core/ports/embedder.ts';
import { sql, type SqlStatement } from '#core/ports/sql.ts';

const KEY = 'knowledge.vectors';

/** Which vectors a plant is searched by. */
export interface VectorSpace {
  /** Of the embedding model that made them. */
  identity: string;
  /** Numbers per vector. */
  dimension: number;
  /** The index's table that holds them: each change of the model begins another. */
  table: number;
  /** Mean cosine of two passages, measured over a sample; absent where there were too few to measure. */
  background?: number;
}

/** Which vectors serve in each plant, and the model that questions must be embedded with to be compared with them. */
export interface ServingVectors {
  /** Null while a plant has neither vectors nor a model. */
  space(tenantId: string): Promise<VectorSpace | null>;
  /** The model of the serving vectors; without it, why not, where that is known. */
  model(tenantId: string): Promise<EmbedderState>;
  /** The model whose vectors should serve. */
  wanted(tenantId: string): Promise<EmbedderState>;
  /** Other vectors serve from this call on; the setting must say so already. */
  switched(tenantId: string, space: VectorSpace): void;
}

export function createServingVectors({ database, embedders }: { database: Database; embedders: EmbedderChoice }): ServingVectors {
  const known = new Map<string, Promise<VectorSpace | null>>();

  async function find(tenantId: string): Promise<VectorSpace | null> {
    const scope = { tenantId, userId: null };
    const stored = await database.withTenant(scope, async (tx) => (await storedSpace(tx)) ?? (await spaceOfVectors(tx)));
    if (stored !== null) return stored;
    const { embedder } = await embedders.wanted(tenantId, null);
    if (embedder === null) return null;
    const first = { identity: embedder.identity, dimension: embedder.dimension, table: 0 };
    await database.withTenant(scope, (tx) => storeSpace(tx, first));
    return first;
  }

  function space(tenantId: string): Promise<VectorSpace | null> {
    const there = known.get(tenantId);
    if (there !== undefined) return there;
    const finding = find(tenantId);
    known.set(tenantId, finding);
    const forget = (): void => void (known.get(tenantId) === finding && known.delete(tenantId));
    // A model may come later.
    finding.then((found) => found === null && forget(), forget);
    return finding;
  }

  return {
    space,
    async model(tenantId) {
      const serving = await space(tenantId);
      return serving === null ? { embedder: null, reason: null } : embedders.of(serving.identity);
    },
    wanted: async (tenantId) => embedders.wanted(tenantId, (await space(tenantId))?.identity ?? null),
    switched: (tenantId, next) => void known.set(tenantId, Promise.resolve(next)),
  };
}

/** Says in the database which vectors serve. */
export async function storeSpace(tx: Transaction, space: VectorSpace): Promise<void> {
  await tx.run(sql`INSERT INTO settings (tenant_id, key, value) VALUES (${tx.tenantId}, ${KEY}, ${JSON.stringify(space)}::text::jsonb)
    ON CONFLICT (tenant_id, key) DO UPDATE SET value = excluded.value, updated_at = now()`);
}

async function storedSpace(tx: Transaction): Promise<VectorSpace | null> {
  const row = await tx.maybe<{ value: VectorSpace }>(sql`SELECT value FROM settings WHERE tenant_id = ${tx.tenantId} AND key = ${KEY}`);
  return row?.value ?? null;
}

/** Plants of earlier versions have vectors and no setting: the model that made most of them serves. */
async function spaceOfVectors(tx: Transaction): Promise<VectorSpace | null> {
  const row = await tx.maybe<{ identity: string; size: number }>(sql`SELECT embedding_model AS identity, min(octet_length(embedding)) AS size FROM document_chunks
    WHERE tenant_id = ${tx.tenantId} AND embedding IS NOT NULL GROUP BY embedding_model ORDER BY count(*) DESC LIMIT 1`);
  if (row === undefined) return null;
  const space = { identity: row.identity, dimension: row.size / 4, table: 0 };
  await storeSpace(tx, space);
  return space;
}

/** A chunk's vector of one model, in a statement where `document_chunks` is `c`; null where it has none. */
export function vectorOf(identity: string | null): SqlStatement {
  return sql`CASE WHEN c.embedding_model = ${identity}::text THEN c.embedding WHEN c.next_embedding_model = ${identity}::text THEN c.next_embedding END`;
}

/** Whether a chunk was given to a model already, also where it made no vector of it. */
export function seenBy(identity: string): SqlStatement {
  return sql`(c.embedding_model IS NOT DISTINCT FROM ${identity}::text OR c.next_embedding_model IS NOT DISTINCT FROM ${identity}::text)`;
}
