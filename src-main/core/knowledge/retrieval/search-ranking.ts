import type { Passage } from '#shared/contract/passages.ts';
import type { Reranked } from '#shared/contract/system.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Database, TenantScope, Transaction } from '#core/ports/database.ts';
import type { Reranking } from '#core/ports/reranker.ts';
import type { IndexHit } from '#core/ports/vector-index.ts';
import { documentOpenings } from './document-openings.ts';
import { mergeNeighbours } from './neighbour-merge.ts';
import { passagesOf } from './passage-rows.ts';
import type { Term } from './question-terms.ts';
import { rerank } from './rerank.ts';
import { judgedOrder } from './judged-order.ts';
import type { Candidates } from './search-candidates.ts';
import { spreadDocuments } from './spread-documents.ts';

/** Candidates joined back to the database at once: enough to rank anew and to spread over documents. */
const JOINED_AT_ONCE = 60;

export interface Ranked {
  /** In their final order, neighbours put together. */
  passages: Passage[];
  /** All that were ranked. */
  candidates: Passage[];
  /** What the documents of the candidates say of themselves at their beginning, by id. */
  openings: ReadonlyMap<string, string>;
  reranking: Reranked;
}

export interface JoinOptions {
  database: Database;
  scope: TenantScope;
  labels: readonly Label[];
  inScope(documentId: string): boolean;
}

/** Lets a reranker judge passages, best first. */
export type Judge = (passages: readonly string[]) => Promise<Reranking>;

export const nobodyJudges: Judge = () => Promise.resolve({ model: null, reason: null, scores: null });

/** Joins candidates back under the caller's rights and ranks them anew; by meaning alone they stay as they are. */
export async function rankCandidates(found: Candidates, terms: readonly Term[], top: number, judge: Judge, options: JoinOptions): Promise<Ranked> {
  const { candidates, openings } = await join(found, top, options);
  if (found.mode === 'vector') return { passages: candidates, candidates, openings, reranking: { model: null, reason: null } };
  const ranked = rerank(terms, candidates, openings);
  const { model, reason, scores } = await judge(ranked.map(({ section, text }) => (section === null ? text : `${section}\n${text}`)));
  const ordered = scores === null ? ranked : judgedOrder(ranked, scores);
  return { passages: mergeNeighbours(spreadDocuments(ordered)), candidates, openings, reranking: { model, reason } };
}

/** The passages behind one stage's hits, each with the scores of all stages so far. */
export function joinHits(hits: readonly IndexHit[], found: Candidates, options: JoinOptions): Promise<Passage[]> {
  return options.database.withTenant(options.scope, (tx) => scoredPassages(tx, hits, found, options));
}

async function scoredPassages(tx: Transaction, hits: readonly IndexHit[], found: Candidates, { labels, inScope }: JoinOptions): Promise<Passage[]> {
  const text = new Map(found.text.map((hit) => [hit.chunkId, hit.score]));
  const fused = new Map(found.fused.map((hit) => [hit.chunkId, hit.score]));
  const passages = await passagesOf(tx, hits, labels);
  return passages
    .filter(({ document }) => inScope(document.id))
    .map((passage) => ({
      ...passage,
      scores: {
        text: text.get(passage.chunkId) ?? null,
        vector: found.cosines.get(passage.chunkId) ?? null,
        fused: found.mode === 'hybrid' ? (fused.get(passage.chunkId) ?? null) : null,
        rerank: null,
      },
    }));
}

/** Without repeats within a document, until there are enough for the best `top`. */
async function join(found: Candidates, top: number, options: JoinOptions): Promise<Pick<Ranked, 'candidates' | 'openings'>> {
  const candidates: Passage[] = [];
  const openings = new Map<string, string>();
  const seen = new Set<string>();
  for (let at = 0; at < found.fused.length && candidates.length < top; at += JOINED_AT_ONCE) {
    const group = found.fused.slice(at, at + JOINED_AT_ONCE);
    const passages = await options.database.withTenant(options.scope, async (tx) => {
      const joined = await scoredPassages(tx, group, found, options);
      const fresh = [...new Set(joined.map(({ document }) => document.id))].filter((id) => !openings.has(id));
      for (const [id, opening] of await documentOpenings(tx, fresh)) openings.set(id, opening);
      return joined;
    });
    for (const passage of passages) {
      // The same words in another document are another source: a revision, or a sheet that repeats the manual.
      const text = `${passage.document.id} ${passage.text.replace(/\s+/g, ' ').trim()}`;
      if (seen.has(text)) continue;
      seen.add(text);
      candidates.push(passage);
    }
  }
  return { candidates, openings };
}
