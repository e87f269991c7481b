import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Message } from '#shared/contract/conversations.ts';
import { useAction } from '#renderer/components/use-action.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { conversationKey } from '#renderer/client/conversation-key.ts';
import { after, type Answering, begun } from './answering.ts';
import { LISTS_KEY } from './conversation-queries.ts';
import { gatherTokens } from './gather-tokens.ts';

const AGAIN_MS = 2_000;

/** Approvals that answers wait for, and after which none has gone on yet. */
export function undecided(messages: readonly Message[]): ReadonlySet<string> {
  const waited = messages.flatMap(({ agent }) => (agent?.steps ?? []).flatMap(({ status, approval }) => (status === 'waiting' && approval !== null ? [approval] : [])));
  const over = new Set(messages.map(({ agent }) => agent?.continues ?? null));
  return new Set(waited.filter((approval) => !over.has(approval)));
}

export interface Followed {
  /** The answer that goes on now after a decision, if any. Once it is there it is a message of the conversation. */
  live: Answering | null;
  stop: () => void;
}

/** Shows the answers of a conversation that go on by themselves, and stops them. */
export function useFollowing(id: string, waits: ReadonlySet<string>): Followed {
  const client = useClient();
  const queries = useQueryClient();
  const [live, setLive] = useState<Answering | null>(null);
  const [stopping, setStopping] = useState(false);
  const action = useAction(conversationKey(id));
  const [attempt, setAttempt] = useState(0);
  const wanted = [...waits].toSorted().join(' ');
  useEffect(() => {
    if (wanted === '') return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const kept = (): Promise<unknown> => Promise.all([queries.invalidateQueries({ queryKey: conversationKey(id) }), queries.invalidateQueries({ queryKey: LISTS_KEY })]);
    const over = async (): Promise<void> => {
      await kept();
      if (signal.aborted) return;
      setLive(null);
      setStopping(false);
    };
    const follow = async (): Promise<void> => {
      const tokens = gatherTokens((event) => {
        if (event.type !== 'answer' && !signal.aborted) setLive((now) => after(now ?? begun('', null), event));
      });
      for await (const event of await client.conversations.follow({ id }, { signal })) {
        tokens.take(event);
        if (event.type === 'answer') await over();
      }
      await kept();
    };
    // A connection that broke is taken up again.
    follow().catch(() => void (signal.aborted || setTimeout(() => signal.aborted || setAttempt((before) => before + 1), AGAIN_MS)));
    return () => {
      leaving.abort();
      setLive(null);
      setStopping(false);
    };
  }, [client, queries, id, wanted, attempt]);
  return {
    live: live !== null && stopping ? { ...live, phase: 'stopping' } : live,
    stop: () =>
      action.run(async () => {
        setStopping(true);
        const { stopped } = await client.conversations.stop({ id }).catch((error: unknown) => {
          setStopping(false);
          throw error;
        });
        if (!stopped) setStopping(false);
      }),
  };
}
