import { useQueryClient } from '@tanstack/react-query';
import type { ConversationScope } from '#shared/contract/conversations.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { conversationKey } from '#renderer/client/conversation-key.ts';
import { showToast } from '#renderer/components/toast-store.ts';
import { useFailureSentence } from '#renderer/components/use-failure-sentence.ts';
import type { Conversation } from './conversation-queries.ts';

/** Changes what a conversation looks in; shown at once, taken back where it fails. */
export function useSetScope() {
  const client = useClient();
  const queries = useQueryClient();
  const sentence = useFailureSentence();
  return (id: string, scope: ConversationScope): void => {
    const before = queries.getQueryData<Conversation>(conversationKey(id))?.scope;
    const show = (shown: ConversationScope): unknown => queries.setQueryData<Conversation>(conversationKey(id), (conversation) => conversation && { ...conversation, scope: shown });
    show(scope);
    client.conversations.scope({ id, ...scope }).catch((failure: unknown) => {
      if (before !== undefined) show(before);
      showToast({ state: 'failed', text: sentence(failure) });
    });
  };
}
