import type { Retrieval } from '#core/knowledge/retrieval/retrieval.ts';
import type { Understand } from './query-understanding.ts';

/** Reads no filters from a question. */
export const withoutFilters =
  (understand: Understand): Understand =>
  async (...asked) => {
    const { understood, ...rest } = await understand(...asked);
    return { ...rest, understood: { ...understood, filters: {} } };
  };

/**
 * Searches within the filters that a question names, and everywhere where nothing within them looks like an answer but
 * something elsewhere does: rules that read "in the manual" may have misread. What was left aside is said in `dropped`.
 */
export function widening(narrow: Retrieval, wide: Retrieval): Retrieval {
  return {
    ...narrow,
    async search(principal, query, options) {
      const answer = await narrow.search(principal, query, options);
      const named = answer.understood.filters;
      if (answer.relevant || Object.keys(named).length === 0) return answer;
      const everywhere = await wide.search(principal, query, options);
      if (!everywhere.relevant && (answer.results.length > 0 || everywhere.results.length === 0)) return answer;
      return { ...everywhere, understood: { ...everywhere.understood, dropped: named } };
    },
  };
}
