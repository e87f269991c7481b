import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { unpackVector } from './embedding-bytes.ts';
import { vectorOf } from './serving-vectors.ts';

/** Vectors looked at; ids are drawn by chance, so that the first by id are a sample. */
const SAMPLE = 256;
/** Below this the mean says more about the few documents than about the model. */
const LEAST = 16;

/** The mean cosine of two of a plant's passages under a model: how near texts are that have nothing to do with each other. Null while there are too few. */
export async function vectorBackground(database: Database, tenantId: string, identity: string): Promise<number | null> {
  const rows = await database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.rows<{ vector: Uint8Array | null }>(sql`SELECT ${vectorOf(identity)} AS vector FROM document_chunks c WHERE c.tenant_id = ${tx.tenantId} ORDER BY c.id LIMIT ${SAMPLE}`),
  );
  return meanCosine(rows.flatMap(({ vector }) => (vector === null ? [] : [unpackVector(vector)])));
}

/** Over all pairs of vectors of unit length; null for too few. */
function meanCosine(vectors: readonly Float32Array[]): number | null {
  const [first] = vectors;
  if (first === undefined || vectors.length < LEAST) return null;
  const sum = new Float64Array(first.length);
  for (const vector of vectors) for (let n = 0; n < sum.length; n += 1) sum[n] = (sum[n] ?? 0) + (vector[n] ?? 0);
  // The square of the sum holds each pair twice, and each vector with itself.
  const squares = sum.reduce((total, value) => total + value * value, 0);
  return (squares - vectors.length) / (vectors.length * (vectors.length - 1));
}
