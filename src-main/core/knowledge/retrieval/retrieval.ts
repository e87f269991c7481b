import type { Passage } from '#shared/contract/passages.ts';
import type { SearchFilters, SearchMode, Understanding } from '#shared/contract/search.ts';
import type { Reranked } from '#shared/contract/system.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { maxLabelRank, visibleLabels } from '#core/policy/index.ts';
import { asAsked, bothFilters, type Understand } from '#core/knowledge/understanding/query-understanding.ts';
import type { Database } from '#core/ports/database.ts';
import type { Reranker } from '#core/ports/reranker.ts';
import type { IndexHit } from '#core/ports/vector-index.ts';
import { passagesOf } from './passage-rows.ts';
import { queryMatches } from './query-matches.ts';
import { questionForms, type Term } from './question-terms.ts';
import { looksLikeAnswer, nearnessUnder } from './relevance.ts';
import { withBoxes } from './search-boxes.ts';
import { type CandidateDeps, type Candidates, searchCandidates } from './search-candidates.ts';
import { type JoinOptions, joinHits, type Judge, nobodyJudges, type Ranked, rankCandidates } from './search-ranking.ts';
import { inScope, searchScope } from './search-scope.ts';

export interface SearchAnswer {
  results: Passage[];
  /** What ran: less than was asked for where vectors cannot help. */
  mode: SearchMode;
  /** Documents that were searched: those the caller may read, in force, that the filters let through. */
  searched: number;
  understood: Understanding;
  /** False when nothing found looks like an answer; `results` are then the nearest there is. */
  relevant: boolean;
  /** Whether a reranker put the results into their order. */
  reranking: Reranked;
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

/** What each stage before the last made of one search, best first. */
export interface SearchStages {
  keyword: Passage[];
  /** Null, as `hybrid`, where vectors cannot help. */
  vector: Passage[] | null;
  /** Fused, before it is ranked anew. */
  hybrid: Passage[] | null;
  /** Ranked anew by features, before a reranker sees it. */
  ranked: Passage[];
}

export interface Retrieval {
  /** Passages of documents the caller may read, best first. The same question on the same documents gets the same order. */
  search(principal: Principal, query: string, options: SearchOptions): Promise<SearchAnswer>;
  /** Those of these passages that may be shown now: of documents the caller may read, within the filters. */
  current(principal: Principal, chunkIds: readonly string[], filters: SearchFilters): Promise<Passage[]>;
  /** One search, stage by stage, to measure them. */
  stages(principal: Principal, query: string, options: { top: number; signal: AbortSignal }): Promise<SearchStages>;
}

export interface RetrievalDeps extends CandidateDeps {
  database: Database;
  /** What is made of a question before it is searched; nothing unless given. */
  understand?: Understand;
  /** Nobody reranks unless given. */
  reranker?: Reranker;
}

interface Searched {
  question: string;
  understood: Understanding;
  terms: Term[];
  searched: number;
  found: Candidates;
  ranked: Ranked;
  options: JoinOptions;
}

const NOTHING: Candidates = { mode: 'keyword', text: [], near: null, cosines: new Map(), fused: [] };

export function createRetrieval(deps: RetrievalDeps): Retrieval {
  const { database, understand = asAsked, reranker } = deps;

  const judgeOf = ({ tenantId }: Principal, question: string, signal: AbortSignal): Judge => (reranker === undefined ? nobodyJudges : (passages) => reranker.rank(tenantId, question, passages, signal));

  async function run(principal: Principal, asked: string, judged: boolean, { top, mode = 'hybrid', filters = {}, earlier = [], signal }: SearchOptions): Promise<Searched> {
    const scope = { tenantId: principal.tenantId, userId: principal.userId };
    const labels = visibleLabels(principal);
    const { understood, pointers } = await understand(principal, asked, { earlier, signal });
    const question = understood.rewritten ?? asked;
    const { expansions } = understood;
    const within = await database.withTenant(scope, (tx) => searchScope(tx, bothFilters(filters, understood.filters), labels));
    const query = { tenantId: principal.tenantId, question, expansions, mode, within: { maxLabelRank: maxLabelRank(principal), documents: within.documents }, signal };
    const found = within.searched === 0 ? { ...NOTHING, mode } : await searchCandidates(deps, query);
    signal.throwIfAborted();
    const terms = questionForms(question, expansions);
    const options = { database, scope, labels, inScope: inScope(within) };
    const ranking = terms.filter(([word = '']) => pointers?.has(word) !== true);
    const ranked = await rankCandidates(found, ranking, top, judged ? judgeOf(principal, question, signal) : nobodyJudges, options);
    return { question, understood, terms, searched: within.searched, found, ranked, options };
  }

  async function isAnswered(tenantId: string, { terms, ranked }: Searched): Promise<boolean> {
    return looksLikeAnswer(terms, ranked.passages, ranked.candidates, ranked.openings, nearnessUnder(await deps.serving.space(tenantId)));
  }

  return {
    async search(principal, asked, options) {
      const done = await run(principal, asked, true, options);
      const shown = done.ranked.passages.slice(0, options.top).map((passage) => ({ ...passage, matches: queryMatches(done.question, done.terms, passage.text) }));
      // Only kinds with pages have lines with places.
      const results = shown.some(({ page }) => page !== null) ? await database.withTenant(done.options.scope, (tx) => withBoxes(tx, shown)) : shown;
      return { results, mode: done.found.mode, searched: done.searched, understood: done.understood, relevant: await isAnswered(principal.tenantId, done), reranking: done.ranked.reranking };
    },

    async current(principal, chunkIds, filters) {
      if (chunkIds.length === 0) return [];
      const labels = visibleLabels(principal);
      return database.withTenant({ tenantId: principal.tenantId, userId: principal.userId }, async (tx) => {
        const within = inScope(await searchScope(tx, filters, labels));
        const passages = await passagesOf(tx, chunkIds.map((chunkId) => ({ chunkId, score: 0 })), labels);
        return passages.filter(({ document }) => within(document.id));
      });
    },

    async stages(principal, asked, { top, signal }) {
      const done = await run(principal, asked, false, { top, signal });
      const { found } = done;
      const joined = (hits: readonly IndexHit[]): Promise<Passage[]> => joinHits(hits.slice(0, top), found, done.options);
      return {
        keyword: await joined(found.text),
        vector: found.near === null ? null : await joined(found.near),
        hybrid: found.near === null ? null : await joined(found.fused),
        ranked: done.ranked.passages.slice(0, top),
      };
    },
  };
}
