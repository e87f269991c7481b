import { useTranslation } from 'react-i18next';
import type { Mode } from '#shared/contract/system.ts';

/** The parts of the mode line as words. */
export function useModeWords() {
  const { t } = useTranslation();
  const answersValue = ({ mode, model, device }: Mode['answers']): string => {
    if (mode === 'passages' || model === null) return t('frame.mode.passages');
    return device === null ? t('frame.mode.generatedPlain', { model }) : t('frame.mode.generated', { model, device });
  };
  const networkValue = ({ mode, address }: Mode['network']): string =>
    mode === 'listening' ? t('frame.mode.listening', { address: address ?? '' }) : t(`frame.mode.${mode}`);
  const leaving = ({ sentTo, allowed }: Mode['network']): string[] => {
    if (sentTo.length > 0) return [t('frame.mode.sentTo', { hosts: sentTo.join(', ') })];
    return allowed.length > 0 ? [t('frame.mode.mayContact', { count: allowed.length })] : [];
  };
  return {
    answers: (answers: Mode['answers']) => t('frame.mode.answers', { value: answersValue(answers) }),
    search: ({ mode, rerank }: Mode['search']) => t('frame.mode.search', { value: t(rerank.model === null ? `frame.mode.${mode}` : `frame.mode.${mode}Reranked`) }),
    network: (network: Mode['network']) => [t('frame.mode.network', { value: networkValue(network) }), ...leaving(network)].join('; '),
  };
}
