import { search } from '#shared/contract/search.ts';
import { bindHandlers, type BoundOperation } from '#core/pipeline/index.ts';
import type { Retrieval } from './retrieval.ts';

export function searchHandlers(retrieval: Retrieval): BoundOperation[] {
  return bindHandlers(search, {
    async query({ query, top }, { principal, signal }) {
      const answer = await retrieval.search(principal, query, { top, signal });
      return { ...answer, understood: { language: null, rewritten: null, expansions: [], filters: {} }, relevant: answer.results.length > 0 };
    },
  });
}
