import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { toFailure } from '#renderer/client/failure.ts';

/** A failure as a sentence: the core's own in English, since it may say more, and the translated one elsewhere. */
export function useFailureSentence(): (thrown: unknown) => string {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  return useCallback((thrown: unknown) => {
    const failure = toFailure(thrown);
    const fromCore = language === 'en' && failure.code !== 'UNREACHABLE' && failure.message !== '';
    return fromCore ? failure.message : t(`errors.${failure.code}`);
  }, [t, language]);
}
