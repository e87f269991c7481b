import { vocabulary } from '#shared/contract/vocabulary.ts';
import { bindHandlers, type BoundOperation } from '#core/pipeline/index.ts';
import type { Vocabulary } from './vocabulary.ts';

export function vocabularyHandlers(words: Vocabulary): BoundOperation[] {
  return bindHandlers(vocabulary, {
    list: async (_, { principal }) => ({ entries: await words.list(principal) }),
    async save({ term, means }, { principal, note }) {
      const entry = await words.save(principal, term, means);
      note({ resourceId: entry.id });
      return entry;
    },
    async remove({ id }, { principal }) {
      await words.remove(principal, id);
      return { removed: true };
    },
  });
}
