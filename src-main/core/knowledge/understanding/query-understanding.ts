import type { SearchFilters, Understanding } from '#shared/contract/search.ts';
import type { Principal } from '#core/pipeline/index.ts';

export interface Understood {
  /** What the caller is told; search runs over `rewritten`, or the question as asked, under `filters`. */
  understood: Understanding;
  /** Terms of the question that only say where to look, and so rank no passage: empty unless given. */
  pointers?: ReadonlySet<string>;
}

export interface UnderstandOptions {
  /** Questions asked before in the same conversation, oldest first. */
  earlier: readonly string[];
  signal: AbortSignal;
}

/** Makes of a question what is searched: vocabulary, filters in its words, the question it follows. Never fails a search. */
export type Understand = (principal: Principal, query: string, options: UnderstandOptions) => Promise<Understood>;

/** The question as it was asked. */
export const asAsked: Understand = () =>
  Promise.resolve({ understood: { language: null, rewritten: null, expansions: [], filters: {} } });

/** What the caller set holds; what the question says fills the rest. */
export const bothFilters = (asked: SearchFilters, understood: SearchFilters): SearchFilters => ({ ...understood, ...asked });
