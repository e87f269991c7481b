import { type QueryClient, useQuery } from '@tanstack/react-query';
import type { Message } from '#shared/contract/conversations.ts';
import type { Client } from '#renderer/client/client.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { conversationKey } from '#renderer/client/conversation-key.ts';

export const LISTS_KEY = ['conversations', 'list'] as const;

export type Conversation = Awaited<ReturnType<Client['conversations']['get']>>;

export function useConversation(id: string | null) {
  const client = useClient();
  return useQuery({
    queryKey: conversationKey(id ?? ''),
    queryFn: ({ signal }) => client.conversations.get({ id: id ?? '' }, { signal }),
    enabled: id !== null,
    staleTime: Infinity,
  });
}

export function useConversationList(query: string) {
  const client = useClient();
  return useQuery({
    queryKey: [...LISTS_KEY, query],
    queryFn: ({ signal }) => client.conversations.list(query === '' ? {} : { query }, { signal }),
    placeholderData: (before) => before,
  });
}

/** The messages before a question that is replaced; all of them where none is. */
export function before(messages: readonly Message[], questionId: string | null): readonly Message[] {
  const at = questionId === null ? -1 : messages.findIndex(({ id }) => id === questionId);
  return at === -1 ? messages : messages.slice(0, at);
}

/** Puts a finished question and answer where they belong, so that nothing has to be fetched to show them. */
export function keepAnswer(queries: QueryClient, id: string, replaces: string | null, question: Message, answer: Message): void {
  queries.setQueryData<Conversation>(conversationKey(id), (conversation) =>
    conversation && { ...conversation, updatedAt: answer.createdAt, messages: [...before(before(conversation.messages, replaces), question.id), question, answer] },
  );
}
