import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { useClient } from './client-context.tsx';
import { createDocumentsFeed, type DocumentsFeed, type DocumentsState } from './documents-feed.ts';
import { useStore } from './store.ts';

const FeedContext = createContext<DocumentsFeed | null>(null);

/** Follows the documents for as long as somebody is signed in. */
export function DocumentsProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const feed = useMemo(() => createDocumentsFeed(client), [client]);
  useEffect(() => {
    feed.start();
    return () => feed.stop();
  }, [feed]);
  return <FeedContext value={feed}>{children}</FeedContext>;
}

export function useDocumentsState(): DocumentsState {
  const feed = useContext(FeedContext);
  if (feed === null) throw new Error('useDocumentsState needs a DocumentsProvider above it');
  return useStore(feed);
}

/** The documents the person may read, newest first; null while they load. */
export function useDocuments(): DocumentSummary[] | null {
  const { documents } = useDocumentsState();
  return documents === null ? null : newestFirst(documents);
}

const sorted = new WeakMap<ReadonlyMap<string, DocumentSummary>, DocumentSummary[]>();

/** Sorted once for all screens that show the list: there can be ten thousand. */
function newestFirst(documents: ReadonlyMap<string, DocumentSummary>): DocumentSummary[] {
  const known = sorted.get(documents);
  if (known !== undefined) return known;
  const list = [...documents.values()].sort((a, b) => (a.addedAt === b.addedAt ? a.filename.localeCompare(b.filename) : a.addedAt < b.addedAt ? 1 : -1));
  sorted.set(documents, list);
  return list;
}
