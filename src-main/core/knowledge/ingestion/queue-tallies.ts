import type { Clock } from '#core/ports/clock.ts';
import { createQueueTally, type QueueTally } from './queue-tally.ts';

/** The tallies of all plants, and who waits for them to change. */
export interface QueueTallies {
  of(tenantId: string): QueueTally;
  /** Says that something beside the counts changed. */
  touch(tenantId: string): void;
  /** Resolves at the next change. */
  changed(tenantId: string): Promise<void>;
}

interface Watched {
  tally: QueueTally;
  next: PromiseWithResolvers<void> | null;
}

export function createQueueTallies(clock: Clock): QueueTallies {
  const tenants = new Map<string, Watched>();

  function touch(tenantId: string): void {
    const watched = tenants.get(tenantId);
    watched?.next?.resolve();
    if (watched !== undefined) watched.next = null;
  }

  function watched(tenantId: string): Watched {
    const known = tenants.get(tenantId);
    if (known !== undefined) return known;
    const tally = createQueueTally(clock);
    const telling = <A extends unknown[]>(change: (...args: A) => void) => (...args: A): void => {
      change(...args);
      touch(tenantId);
    };
    const made: Watched = { next: null, tally: { ...tally, queued: telling(tally.queued), began: telling(tally.began), ended: telling(tally.ended) } };
    tenants.set(tenantId, made);
    return made;
  }

  return {
    of: (tenantId) => watched(tenantId).tally,
    touch,
    changed(tenantId) {
      const of = watched(tenantId);
      of.next ??= Promise.withResolvers<void>();
      return of.next.promise;
    },
  };
}
