import type { SimilarDocument } from '#shared/contract/documents.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { maxLabelRank, visibleLabels } from '#core/policy/index.ts';
import { unpackVector } from '#core/knowledge/indexing/embedding-bytes.ts';
import { READABLE } from '#core/knowledge/retrieval/readable-chunks.ts';
import { vectorOf } from '#core/knowledge/indexing/serving-vectors.ts';
import type { TenantIndexes } from '#core/knowledge/indexing/tenant-indexes.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { IndexHit, IndexQuery } from '#core/ports/vector-index.ts';
import { documentsByIds, type DocumentRow, summaryOf } from './document-rows.ts';
import { rareTerms } from './similar-terms.ts';
import { STANDING, SUCCESSOR } from './standing.ts';
import { visibleDocument } from './visible-document.ts';

/** Passages that stand for a document, spread over it. */
const SAMPLE = 200;
const CANDIDATES = 200;
const MOST = 10;
/** The share of the vectors in the score where there are any. */
const NEARNESS = 0.6;

interface Deps {
  database: Database;
  indexes: TenantIndexes;
}

interface Sampled {
  id: string;
  content: string;
  page: number | null;
  section: string | null;
  embedding: Uint8Array | null;
}

/**
 * Documents in force most like one: near to the mean of its passages' vectors, and sharing its rare words. Only what the caller may
 * read takes part, before anything is ranked; other revisions of the same document do not.
 */
export async function similarDocuments({ database, indexes }: Deps, principal: Principal, id: string, signal: AbortSignal): Promise<SimilarDocument[]> {
  const labels = visibleLabels(principal);
  const scope = { tenantId: principal.tenantId, userId: principal.userId };
  const { index, identity, dimension } = await indexes.of(principal.tenantId);
  const { family, sample, without } = await database.withTenant(scope, async (tx) => {
    const { family_id } = await visibleDocument(tx, principal, id);
    return {
      family: family_id,
      sample: await tx.rows<Sampled>(sql`SELECT c.id, c.content, c.page, c.section, ${vectorOf(identity)} AS embedding FROM document_chunks c
          JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
        WHERE c.tenant_id = ${tx.tenantId} AND c.document_id = ${id} AND c.chunk_index % greatest(1, d.chunk_count / ${SAMPLE}) = 0 ORDER BY c.chunk_index LIMIT ${SAMPLE}`),
      without: await tx.rows<{ id: string }>(sql`SELECT d.id FROM documents d ${SUCCESSOR} WHERE d.tenant_id = ${tx.tenantId} AND (d.family_id = ${family_id} OR ${STANDING} <> 'in-force')`),
    };
  });
  if (sample.length === 0) return [];
  const options: IndexQuery = { maxLabelRank: maxLabelRank(principal), documents: { without: without.map((row) => row.id) }, limit: CANDIDATES, signal };
  const mean = meanOf(sample, dimension);
  const terms = rareTerms(sample.map((chunk) => chunk.content));
  const [near, shared] = await Promise.all([mean === null ? [] : index.searchVector(mean, options), terms.length === 0 ? [] : index.searchText(terms.join(' '), options)]);
  return database.withTenant(scope, async (tx) => {
    const chunks = await tx.rows<Place>(sql`SELECT c.id, c.document_id, c.content, c.page, c.section, ${vectorOf(identity)} AS embedding
      FROM document_chunks c JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id ${SUCCESSOR}
      WHERE c.tenant_id = ${tx.tenantId} AND c.id = ANY(${[...new Set([...near, ...shared].map((hit) => hit.chunkId))]}::uuid[])
        AND d.label = ANY(${[...labels]}::text[]) AND ${READABLE} AND ${STANDING} = 'in-force' AND d.family_id <> ${family}`);
    const best = ranked(near, shared, new Map(chunks.map((chunk) => [chunk.id, chunk]))).slice(0, MOST);
    const rows = await tx.rows<DocumentRow>(documentsByIds(tx, best.map(({ place }) => place.document_id), labels));
    const byId = new Map(rows.map((row) => [row.id, row]));
    return best.flatMap(({ place, score }) => {
      const row = byId.get(place.document_id);
      return row === undefined ? [] : [{ document: summaryOf(row), score, why: { here: excerptOf(nearest(sample, place)), there: excerptOf(place) } }];
    });
  });
}

interface Place extends Sampled {
  document_id: string;
}

/** Each document by its best passage: cosine and share of the best text score, weighed. */
function ranked(near: readonly IndexHit[], shared: readonly IndexHit[], places: ReadonlyMap<string, Place>): { place: Place; score: number }[] {
  const most = Math.max(...shared.map((hit) => hit.score), Number.MIN_VALUE);
  const byDocument = new Map<string, { place: Place; near: number; shared: number }>();
  const note = (hit: IndexHit, kind: 'near' | 'shared', score: number): void => {
    const place = places.get(hit.chunkId);
    if (place === undefined) return;
    const known = byDocument.get(place.document_id) ?? { place, near: 0, shared: 0 };
    known[kind] = Math.max(known[kind], score);
    byDocument.set(place.document_id, known);
  };
  for (const hit of near) note(hit, 'near', Math.max(0, hit.score));
  for (const hit of shared) note(hit, 'shared', hit.score / most);
  const weight = near.length === 0 ? 0 : NEARNESS;
  return [...byDocument.values()]
    .map((each) => ({ place: each.place, score: Math.min(1, weight * each.near + (1 - weight) * each.shared) }))
    .sort((a, b) => b.score - a.score || a.place.document_id.localeCompare(b.place.document_id));
}

function meanOf(sample: readonly Sampled[], dimension: number): Float32Array | null {
  const mean = new Float32Array(dimension);
  let found = false;
  for (const { embedding } of sample) {
    const vector = embedding === null ? null : unpackVector(embedding);
    if (vector?.length !== dimension) continue;
    found = true;
    for (let n = 0; n < dimension; n++) mean[n] = (mean[n] ?? 0) + (vector[n] ?? 0);
  }
  const length = Math.hypot(...mean);
  return found && length > 0 ? mean.map((value) => value / length) : null;
}

/** The passage of this document that is most like one of another. */
function nearest(sample: readonly Sampled[], { content, embedding }: Place): Sampled | undefined {
  const vector = embedding === null ? null : unpackVector(embedding);
  const words = new Set(rareTerms([content]));
  const likeness = (chunk: Sampled): number => {
    if (vector !== null && chunk.embedding !== null) return dot(vector, unpackVector(chunk.embedding));
    return rareTerms([chunk.content]).filter((word) => words.has(word)).length;
  };
  let best: { chunk: Sampled; likeness: number } | undefined;
  for (const chunk of sample) {
    const now = likeness(chunk);
    if (best === undefined || now > best.likeness) best = { chunk, likeness: now };
  }
  return best?.chunk;
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, n) => sum + value * (b[n] ?? 0), 0);
}

function excerptOf(chunk: Sampled | undefined): { text: string; page: number | null; section: string | null } {
  return { text: chunk?.content ?? '', page: chunk?.page ?? null, section: chunk?.section ?? null };
}

