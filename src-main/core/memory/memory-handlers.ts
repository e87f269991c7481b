import { memory } from '#shared/contract/memory.ts';
import { bindHandlers, type BoundOperation } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import { memoryOutlook, setMemoryLimits } from './memory-limits.ts';
import type { MemoryStore } from './memory-store.ts';

export function memoryHandlers({ store, database, clock }: { store: MemoryStore; database: Database; clock: Clock }): BoundOperation[] {
  return bindHandlers(memory, {
    list: (_, { principal }) => store.list(principal),
    async keep(written, { principal, note }) {
      const kept = await store.keep(principal, written);
      note({ resourceId: kept.id });
      return kept;
    },
    change: ({ id, ...change }, { principal }) => store.change(principal, id, change),
    async forget({ id }, { principal }) {
      await store.forget(principal, id);
      return { forgotten: true };
    },
    forgetAll: async (_, { principal }) => ({ forgotten: await store.forgetAll(principal) }),
    limits: (wanted, { principal }) => memoryOutlook(database, clock, principal, wanted),
    setLimits: (limits, { principal }) => setMemoryLimits(database, clock, principal, limits),
  });
}
