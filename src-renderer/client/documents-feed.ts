import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Client } from './client.ts';
import { keepFollowing } from './keep-following.ts';
import { createStore, type Store } from './store.ts';

export interface DocumentsState {
  /** Null until the first list arrived. */
  documents: ReadonlyMap<string, DocumentSummary> | null;
  /** The connection broke; the list may be old. */
  stale: boolean;
}

export interface DocumentsFeed extends Store<DocumentsState> {
  start(): void;
  stop(): void;
}

/** While many documents are read changes come in bursts, and each makes every screen look at the whole list. */
const GATHER_MS = 100;
/** The longer the list, the longer the look. */
const GATHER_MS_EACH = 0.05;

type Edit = (documents: Map<string, DocumentSummary>) => void;

/** One `documents.watch` for all screens: the list, kept up to date, connected again when it breaks. */
export function createDocumentsFeed(client: Client): DocumentsFeed {
  const store = createStore<DocumentsState>({ documents: null, stale: false });
  let running: AbortController | null = null;

  let heard: Edit[] = [];
  let gathering: ReturnType<typeof setTimeout> | undefined;

  const change = (edit: Edit): void => {
    heard.push(edit);
    gathering ??= setTimeout(apply, GATHER_MS + GATHER_MS_EACH * (store.get().documents?.size ?? 0));
  };
  const apply = (): void => {
    const edits = heard;
    forget();
    store.set(({ documents }) => {
      const next = new Map(documents);
      for (const edit of edits) edit(next);
      return { documents: next, stale: false };
    });
  };
  const forget = (): void => {
    clearTimeout(gathering);
    gathering = undefined;
    heard = [];
  };

  const follow = async (signal: AbortSignal): Promise<void> => {
    // A list that is shown already is replaced as a whole: it must not shrink while the new one arrives.
    let arriving = new Map<string, DocumentSummary>();
    for await (const event of await client.documents.watch({}, { signal })) {
      if (signal.aborted) return;
      if (event.type === 'all' || event.type === 'more') {
        if (event.type === 'all') forget();
        arriving = new Map([...(event.type === 'all' ? [] : arriving), ...event.documents.map((each) => [each.id, each] as const)]);
        const shown = store.get().documents?.size ?? 0;
        if (!event.more || shown < arriving.size) store.set({ documents: arriving, stale: false });
      } else if (event.type === 'changed') {
        for (const document of event.documents) change((documents) => documents.set(document.id, document));
      }
      else change((documents) => documents.delete(event.id));
    }
  };

  return {
    ...store,
    start() {
      if (running !== null) return;
      running = new AbortController();
      void keepFollowing(follow, running.signal, () => store.set((state) => ({ ...state, stale: true })));
    },
    stop() {
      running?.abort();
      running = null;
      forget();
      store.set({ documents: null, stale: false });
    },
  };
}
