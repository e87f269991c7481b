import type { SearchMode } from '#shared/contract/search.ts';
import type { ServingVectors } from '#core/knowledge/indexing/serving-vectors.ts';
import type { OpenIndex, TenantIndexes } from '#core/knowledge/indexing/tenant-indexes.ts';
import type { EmbeddingCache } from '#core/models/index.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { IndexHit, IndexQuery, TenantIndex } from '#core/ports/vector-index.ts';
import { cosine, fuse, keywordOnly } from './fuse.ts';
import type { Expansion } from './question-terms.ts';

/** Candidates taken from each of the two searches. */
const CANDIDATES = 100;

export interface CandidateDeps {
  indexes: TenantIndexes;
  serving: ServingVectors;
  embeddingCache: EmbeddingCache;
  logger: Logger;
}

export interface CandidateQuery {
  tenantId: string;
  question: string;
  expansions: readonly Expansion[];
  mode: SearchMode;
  within: Pick<IndexQuery, 'maxLabelRank' | 'documents'>;
  signal: AbortSignal;
}

/** What the index found, before anything is joined or ranked anew. */
export interface Candidates {
  /** What ran: `keyword` where vectors were asked for and cannot help. */
  mode: SearchMode;
  /** By BM25; empty in `vector` mode. */
  text: readonly IndexHit[];
  /** By cosine; null where vectors did not run. */
  near: readonly IndexHit[] | null;
  /** Cosine of each candidate that has a vector. */
  cosines: ReadonlyMap<string, number>;
  /** All, best first, on a scale of 0..1. */
  fused: readonly IndexHit[];
}

/** Asks the index by words and by meaning, at once. Where other vectors came to serve meanwhile, it asks again: a question of one model is never compared with vectors of another. */
export async function searchCandidates(deps: CandidateDeps, query: CandidateQuery): Promise<Candidates> {
  for (;;) {
    const opened = await deps.indexes.of(query.tenantId);
    const same = async (): Promise<boolean> => query.signal.aborted || (await deps.indexes.of(query.tenantId)) === opened;
    try {
      const found = await candidatesIn(deps, opened, query);
      if (await same()) return found;
    } catch (error) {
      if (await same()) throw error;
    }
  }
}

async function candidatesIn(deps: CandidateDeps, opened: OpenIndex, query: CandidateQuery): Promise<Candidates> {
  const { index } = opened;
  const options: IndexQuery = { ...query.within, limit: CANDIDATES, signal: query.signal };
  const also = query.expansions.flatMap(({ means }) => means).join(' ');
  const words = (): Promise<IndexHit[]> => index.searchText(query.question, also === '' ? options : { ...options, also });
  const [asked, near] = await Promise.all([query.mode === 'vector' ? [] : words(), query.mode === 'keyword' ? null : byMeaning(deps, opened, query, options)]);
  if (near === null) {
    const text = query.mode === 'vector' ? await words() : asked;
    return { mode: 'keyword', text, near: null, cosines: new Map(), fused: keywordOnly(text) };
  }
  if (query.mode === 'vector') {
    return { mode: 'vector', text: [], near: near.hits, cosines: scoresOf(near.hits), fused: near.hits.map((hit) => ({ ...hit, score: (1 + hit.score) / 2 })) };
  }
  const cosines = await allCosines(index, near, asked);
  return { mode: 'hybrid', text: asked, near: near.hits, cosines, fused: fuse(asked, cosines) };
}

interface Near {
  vector: Float32Array;
  hits: readonly IndexHit[];
}

/** Null where vectors cannot help: no model, a language it does not know, or vectors of another model. */
async function byMeaning({ serving, embeddingCache, logger }: CandidateDeps, { index, identity }: OpenIndex, { tenantId, question, signal }: CandidateQuery, options: IndexQuery): Promise<Near | null> {
  const { embedder } = await serving.model(tenantId);
  if (embedder === null || embedder.identity !== identity || !embedder.understands(question)) return null;
  try {
    const [vector] = await embeddingCache.embed(tenantId, embedder, [question], signal);
    return vector === undefined ? null : { vector, hits: await index.searchVector(vector, options) };
  } catch (error) {
    signal.throwIfAborted();
    logger.warn('the question could not be searched by meaning', { tenantId, error: String(error) });
    return null;
  }
}

/** The cosine of every candidate; those that only the text search found are looked up. */
async function allCosines(index: TenantIndex, near: Near, text: readonly IndexHit[]): Promise<Map<string, number>> {
  const known = scoresOf(near.hits);
  const missing = text.map((hit) => hit.chunkId).filter((id) => !known.has(id));
  for (const [id, stored] of await index.vectors(missing)) known.set(id, cosine(near.vector, stored));
  return known;
}

const scoresOf = (hits: readonly IndexHit[]): Map<string, number> => new Map(hits.map((hit) => [hit.chunkId, hit.score]));
