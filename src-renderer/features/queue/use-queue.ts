import { useEffect, useState } from 'react';
import type { QueueState } from '#shared/contract/queue.ts';
import { useClient } from '#renderer/client/client-context.tsx';

const AGAIN_MS = 5_000;

/** How far the reading of documents is; null until known. Connects again when it breaks. */
export function useQueue(): QueueState | null {
  const client = useClient();
  const [state, setState] = useState<QueueState | null>(null);
  useEffect(() => {
    const left = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const next of await client.queue.watch({}, { signal: left.signal })) setState(next);
    };
    const keepFollowing = async (): Promise<void> => {
      while (!left.signal.aborted) {
        await follow().catch(() => undefined);
        if (!left.signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    };
    void keepFollowing();
    return () => left.abort();
  }, [client]);
  return state;
}
