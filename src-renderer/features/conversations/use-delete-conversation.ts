import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ConversationSummary } from '#shared/contract/conversations.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { useFailureSentence } from '#renderer/components/use-failure-sentence.ts';
import { useAnswers } from './answers-context.tsx';
import { LISTS_KEY } from './conversation-queries.ts';
import { setRemoved } from './removed-conversations.ts';

/** Deletes a conversation after a moment in which it can be undone. */
export function useDeleteConversation(): (conversation: ConversationSummary, open: boolean) => void {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const answers = useAnswers();
  const navigate = useNavigate();
  const sentence = useFailureSentence();

  const remove = async (id: string) => {
    try {
      await client.conversations.delete({ id });
      await queries.invalidateQueries({ queryKey: LISTS_KEY });
    } catch (failure) {
      setRemoved(id, false);
      showToast({ state: 'failed', text: sentence(failure) });
    }
  };
  return ({ id, title }, open) => {
    answers.stop(id);
    setRemoved(id, true);
    if (open) void navigate('/ask');
    showToast({ state: 'idle', text: t('ask.deleted', { title }), undo: () => setRemoved(id, false), gone: () => void remove(id) });
  };
}
