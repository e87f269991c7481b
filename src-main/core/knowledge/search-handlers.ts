import { search } from '#shared/contract/search.ts';
import { bindHandlers, type BoundOperation } from '#core/pipeline/index.ts';
import type { Retrieval } from './retrieval.ts';

export function searchHandlers(retrieval: Retrieval): BoundOperation[] {
  return bindHandlers(search, {
    query: ({ query, top, mode, filters }, { principal, signal }) => retrieval.search(principal, query, { top, mode, filters, signal }),
  });
}
