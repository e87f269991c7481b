import { search } from '#shared/contract/search.ts';
import { bindHandlers, type BoundOperation } from '#core/pipeline/index.ts';
import type { Retrieval } from './retrieval.ts';

/** `literal` searches questions as they were asked. */
export function searchHandlers(retrieval: Retrieval, literal: Retrieval): BoundOperation[] {
  return bindHandlers(search, {
    query: ({ query, top, mode, filters, literal: asWritten }, { principal, signal }) => (asWritten ? literal : retrieval).search(principal, query, { top, mode, filters, signal }),
  });
}
