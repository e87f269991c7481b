import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { useFailureSentence } from '#renderer/components/use-failure-sentence.ts';
import { setRemoved } from './removed-documents.ts';

/** What a row can do. The list follows by itself, so success shows there; only failures need words. */
export function useDocumentActions() {
  const { t } = useTranslation();
  const client = useClient();
  const sentence = useFailureSentence();
  return useMemo(() => {
    const complain = (failure: unknown) => showToast({ state: 'failed', text: sentence(failure) });
    const really = (id: string) =>
      client.documents.delete({ id }).catch((failure: unknown) => {
        setRemoved(id, false);
        complain(failure);
      });
    return {
      retry: ({ id }: DocumentSummary) => void client.documents.retry({ id }).catch(complain),
      cancel: ({ id }: DocumentSummary) => void client.queue.cancel({ id }).catch(complain),
      label: ({ id }: DocumentSummary, label: Label) => void client.documents.change({ id, label }).catch(complain),
      /** Deletes after a moment in which it can be undone. */
      remove: ({ id, filename: name }: DocumentSummary) => {
        setRemoved(id, true);
        showToast({ state: 'idle', text: t('documents.deleted', { name }), undo: () => setRemoved(id, false), gone: () => void really(id) });
      },
    };
  }, [t, client, sentence]);
}
