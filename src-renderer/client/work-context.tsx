import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { useClient } from './client-context.tsx';
import { useMay } from './identity-context.tsx';
import { useStore } from './store.ts';
import { createWorkFeed, type Work, type WorkFeed } from './work-feed.ts';

const FeedContext = createContext<WorkFeed | null>(null);

/** Follows what goes on for as long as somebody is signed in who may see any of it. */
export function WorkProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const feed = useMemo(() => createWorkFeed(client), [client]);
  const [reads, decides] = [useMay('documents:read'), useMay('approvals:decide')];
  const sees = reads || decides;
  useEffect(() => {
    if (sees) feed.start();
    return () => feed.stop();
  }, [feed, sees]);
  return <FeedContext value={feed}>{children}</FeedContext>;
}

export function useWork(): Work {
  const feed = useContext(FeedContext);
  if (feed === null) throw new Error('useWork needs a WorkProvider above it');
  return useStore(feed);
}
