import type { QueueState } from '#shared/contract/queue.ts';
import type { Client } from './client.ts';
import { keepFollowing } from './keep-following.ts';
import { createStore, type Store } from './store.ts';

/** What goes on that is shown on every screen. */
export interface Work {
  /** How far the reading of documents is; null until known, and for who may not read them. */
  queue: QueueState | null;
  approvals: {
    /** How many calls wait for the person to decide. */
    waiting: number;
    /** Counts up whenever something became of a call that the person sees, and when that may have been missed. */
    changes: number;
  };
}

export interface WorkFeed extends Store<Work> {
  start(): void;
  stop(): void;
}

const NOTHING: Work = { queue: null, approvals: { waiting: 0, changes: 0 } };

/** One `system.watch` for all screens, connected again when it breaks. */
export function createWorkFeed(client: Client): WorkFeed {
  const store = createStore(NOTHING);
  let running: AbortController | null = null;

  const follow = async (signal: AbortSignal): Promise<void> => {
    for await (const event of await client.system.watch({}, { signal })) {
      if (signal.aborted) return;
      if (event.type === 'queue') store.set((work) => ({ ...work, queue: event.queue }));
      else store.set(({ approvals: { changes }, ...work }) => ({ ...work, approvals: { waiting: event.waiting, changes: changes + 1 } }));
    }
  };

  return {
    ...store,
    start() {
      if (running !== null) return;
      running = new AbortController();
      void keepFollowing(follow, running.signal);
    },
    stop() {
      running?.abort();
      running = null;
      store.set(NOTHING);
    },
  };
}
