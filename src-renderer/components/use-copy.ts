import { useTranslation } from 'react-i18next';
import { copyText } from './copy-text.ts';
import { showToast } from './toast-store.ts';

/** Copies and says whether it worked. */
export function useCopy(): (text: string) => Promise<void> {
  const { t } = useTranslation();
  return async (text) => {
    const copied = await copyText(text);
    showToast(copied ? { state: 'ready', text: t('common.copied') } : { state: 'failed', text: t('ask.copyFailed') });
  };
}
