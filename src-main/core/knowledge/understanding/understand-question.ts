import type { SearchFilters, Understanding } from '#shared/contract/search.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { Database } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import { detectLanguage } from './detect-language.ts';
import type { Understand } from './query-understanding.ts';
import { cuesIn } from './understand-cues.ts';
import { filtersFor } from './understand-filters.ts';
import { followUp } from './understand-follow-up.ts';
import { languagesOf } from './understand-languages.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Reads a question by rules and the plant's own words and documents; a part that fails is left out, never the search. */
export function createUnderstanding({ database, vocabulary, logger }: { database: Database; vocabulary: Vocabulary; logger: Logger }): Understand {
  async function filtersIn(question: string, principal: Principal): Promise<SearchFilters> {
    const cues = cuesIn(question);
    return cues === null ? {} : database.withTenant(principal, (tx) => filtersFor(tx, cues, visibleLabels(principal)));
  }

  async function expansionsOf(question: string, principal: Principal): Promise<Understanding['expansions']> {
    const matcher = await vocabulary.matcher(principal.tenantId);
    // Most questions hold no word that is widened; only the others need to know what the documents speak.
    return matcher.expand(question).length === 0 ? [] : matcher.expand(question, await languagesOf(database, principal));
  }

  async function orElse<T>(work: Promise<T>, without: T, part: string, { tenantId }: Principal): Promise<T> {
    try {
      return await work;
    } catch (error) {
      logger.warn('a part of a question could not be understood', { part, tenantId, error: String(error) });
      return without;
    }
  }

  return async (principal, asked, { earlier, signal }) => {
    const rewritten = followUp(asked, earlier);
    const question = rewritten ?? asked;
    const [expansions, filters] = await Promise.all([
      orElse(expansionsOf(question, principal), [], 'vocabulary', principal),
      orElse(filtersIn(question, principal), {}, 'filters', principal),
    ]);
    signal.throwIfAborted();
    return { understood: { language: detectLanguage(asked) ?? detectLanguage(question), rewritten, expansions, filters } };
  };
}
