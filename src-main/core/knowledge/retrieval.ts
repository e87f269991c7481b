import type { Passage } from '#shared/contract/passages.ts';
import type { SearchFilters, SearchMode, Understanding } from '#shared/contract/search.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { maxLabelRank, visibleLabels } from '#core/policy/index.ts';
import type { Database } from '#core/ports/database.ts';
import type { Embedder, Embedding } from '#core/ports/embedder.ts';
import type { Logger } from '#core/ports/logger.ts';
import { sql } from '#core/ports/sql.ts';
import type { IndexHit, IndexQuery, TenantIndex } from '#core/ports/vector-index.ts';
import { documentOpenings } from './document-openings.ts';
import { cosine, fuse, keywordOnly } from './fuse.ts';
import { passagesOf } from './passage-rows.ts';
import { asAsked, type Understand } from './query-understanding.ts';
import { rerank } from './rerank.ts';
import { spreadDocuments } from './spread-documents.ts';
import type { TenantIndexes } from './tenant-indexes.ts';
import type { VectorUpkeep } from './vector-upkeep.ts';

/** Candidates taken from each of the two searches. */
const CANDIDATES = 100;
/** Candidates joined back to the database at once: enough to rank anew and to spread over documents. */
const JOINED_AT_ONCE = 60;

export interface SearchAnswer {
  results: Passage[];
  /** What ran: less than was asked for where vectors cannot help. */
  mode: SearchMode;
  /** Documents that were searched: those the caller may read, in force, that the filters let through. */
  searched: number;
  understood: Understanding;
  /** False when nothing found looks like an answer; `results` are then the nearest there is. */
  relevant: boolean;
}

export interface SearchOptions {
  top: number;
  /** `hybrid` unless told. */
  mode?: SearchMode;
  filters?: SearchFilters;
  /** Questions asked before in the same conversation, oldest first. */
  earlier?: readonly string[];
  signal: AbortSignal;
}

export interface Retrieval {
  /** Passages of documents the caller may read, best first. The same question on the same documents gets the same order. */
  search(principal: Principal, query: string, options: SearchOptions): Promise<SearchAnswer>;
}

export interface RetrievalDeps {
  database: Database;
  indexes: TenantIndexes;
  embedding: Embedding;
  vectors: VectorUpkeep;
  logger: Logger;
  /** What is made of a question before it is searched; nothing unless given. */
  understand?: Understand;
}

export function createRetrieval(deps: RetrievalDeps): Retrieval {
  const { database, indexes, embedding, vectors, logger, understand = asAsked } = deps;

  /** Null where vectors cannot help: no model, a language it does not know, or vectors of another model. */
  async function questionVector(tenantId: string, query: string, signal: AbortSignal): Promise<Float32Array | null> {
    const embedder: Embedder | null = embedding.current().embedder;
    if (embedder === null || !embedder.understands(query) || !(await vectors.usable(tenantId, embedder))) return null;
    try {
      const [vector] = await embedder.embed([query], signal);
      return vector ?? null;
    } catch (error) {
      signal.throwIfAborted();
      logger.warn('the question could not be embedded', { tenantId, error: String(error) });
      return null;
    }
  }

  async function readable(principal: Principal): Promise<number> {
    const row = await database.withTenant(scopeOf(principal), (tx) =>
      tx.one<{ n: number }>(sql`SELECT count(*)::int AS n FROM documents WHERE status = 'ready' AND label = ANY(${[...visibleLabels(principal.role)]}::text[])`),
    );
    return row.n;
  }

  /** Joins hits back under the caller's rights, without repeats within a document, until there are enough for the best `top`. */
  async function join(principal: Principal, query: string, hits: readonly IndexHit[], top: number): Promise<Passage[]> {
    const results: Passage[] = [];
    const openings = new Map<string, string>();
    const seen = new Set<string>();
    for (let at = 0; at < hits.length && results.length < top; at += JOINED_AT_ONCE) {
      const group = hits.slice(at, at + JOINED_AT_ONCE);
      const found = await database.withTenant(scopeOf(principal), async (tx) => {
        const passages = await passagesOf(tx, group, visibleLabels(principal.role));
        return { passages, openings: await documentOpenings(tx, [...new Set(passages.map(({ document }) => document.id))]) };
      });
      for (const [id, opening] of found.openings) openings.set(id, opening);
      for (const passage of found.passages) {
        // The same words in another document are another source: a revision, or a sheet that repeats the manual.
        const text = `${passage.document.id} ${passage.text.replace(/\s+/g, ' ').trim()}`;
        if (seen.has(text)) continue;
        seen.add(text);
        results.push(passage);
      }
    }
    return spreadDocuments(rerank(query, results, openings)).slice(0, top);
  }

  return {
    async search(principal, asked, { top, earlier = [], signal }) {
      const { understood } = await understand(principal, asked, { earlier, signal });
      const query = understood.rewritten ?? asked;
      const { index } = await indexes.of(principal.tenantId);
      const options: IndexQuery = { maxLabelRank: maxLabelRank(principal.role), limit: CANDIDATES, signal };
      const [text, near, searched] = await Promise.all([
        index.searchText(query, options),
        questionVector(principal.tenantId, query, signal).then(async (vector) => vector && { vector, hits: await index.searchVector(vector, options) }),
        readable(principal),
      ]);
      const hits = near === null ? keywordOnly(text) : fuse(text, await cosines(index, near.vector, near.hits, text));
      signal.throwIfAborted();
      const results = await join(principal, query, hits, top);
      return { results, mode: near === null ? 'keyword' : 'hybrid', searched, understood, relevant: results.length > 0 };
    },
  };
}

/** The cosine of every candidate; those that only the text search found are looked up. */
async function cosines(index: TenantIndex, vector: Float32Array, near: readonly IndexHit[], text: readonly IndexHit[]): Promise<Map<string, number>> {
  const known = new Map(near.map((hit) => [hit.chunkId, hit.score]));
  const missing = text.map((hit) => hit.chunkId).filter((id) => !known.has(id));
  for (const [id, stored] of await index.vectors(missing)) known.set(id, cosine(vector, stored));
  return known;
}

const scopeOf = (principal: Principal): { tenantId: string; userId: string } => ({ tenantId: principal.tenantId, userId: principal.userId });
