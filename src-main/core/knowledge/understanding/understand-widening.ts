import type { Retrieval } from '#core/knowledge/retrieval/retrieval.ts';
import type { Understand } from './query-understanding.ts';
import { cuesIn } from './understand-cues.ts';

/** Reads no filters from a question. The names of documents that it would have looked into are no longer what it is about. */
export const withoutFilters =
  (understand: Understand): Understand =>
  async (principal, query, options) => {
    const { understood } = await understand(principal, query, options);
    const pointers = understood.filters.documents === undefined ? [] : namedIn(understood.rewritten ?? query);
    return { understood: { ...understood, filters: {} }, pointers: new Set(pointers) };
  };

/** `DOC-123` as its parts, and as the one term that it is in a question. */
const namedIn = (question: string): string[] => (cuesIn(question)?.named ?? []).filter((words) => words.some((word) => /\d/.test(word))).flatMap((words) => [...words, words.join('')]);

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
