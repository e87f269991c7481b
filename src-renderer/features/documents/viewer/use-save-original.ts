import { useClient } from '#renderer/client/client-context.tsx';
import { saveBlob } from '#renderer/components/save-file.ts';
import type { Source } from '#renderer/components/source-panel.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { useFailureSentence } from '#renderer/components/use-failure-sentence.ts';

/** Saves the file exactly as it was added. */
export function useSaveOriginal(): (source: Source) => void {
  const client = useClient();
  const sentence = useFailureSentence();
  const save = async ({ documentId, filename }: Source) => {
    try {
      saveBlob(filename, await client.documents.original({ id: documentId }));
    } catch (failure) {
      showToast({ state: 'failed', text: sentence(failure) });
    }
  };
  return (source) => void save(source);
}
