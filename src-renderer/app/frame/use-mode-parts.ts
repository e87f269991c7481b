import { useTranslation } from 'react-i18next';
import type { Mode } from '#shared/contract/system.ts';
import { useMay } from '#renderer/client/identity-context.tsx';
import type { State } from '../theme/tokens.ts';
import { useModeWords } from './use-mode-words.ts';

export interface ModePart {
  name: 'answers' | 'search' | 'network';
  state: State;
  /** The screen it leads to; null for who may not open it. */
  to: string | null;
  text: string;
  /** What there is to know beside it. */
  hint: string | null;
}

/** What answers, searches and leaves the machine: each with its state, its words, and where it leads. */
export function useModeParts(): (mode: Mode) => ModePart[] {
  const { t, i18n } = useTranslation();
  const words = useModeWords();
  const models = useMay('models:manage') ? '/models' : null;
  const health = useMay('users:manage') ? '/admin/health' : null;
  const english = i18n.language === 'en';
  const searchHint = ({ mode, model, reason, rerank }: Mode['search']): string | null => {
    if (mode === 'keyword') return (english ? reason : null) ?? t('frame.mode.keywordHint');
    if (rerank.reason !== null) return english ? rerank.reason : t('frame.mode.rerankHint');
    return rerank.model === null ? model : t('frame.mode.bothModels', { model, rerank: rerank.model });
  };
  return ({ answers, search, network }) => [
    { name: 'answers', state: answers.mode === 'generated' ? 'ready' : 'degraded', to: models, text: words.answers(answers), hint: answers.mode === 'generated' ? null : ((english ? answers.reason : null) ?? t('frame.mode.passagesHint')) },
    { name: 'search', state: search.mode === 'hybrid' && search.rerank.reason === null ? 'ready' : 'degraded', to: models, text: words.search(search), hint: searchHint(search) },
    { name: 'network', state: network.sentTo.length > 0 ? 'degraded' : 'idle', to: health, text: words.network(network), hint: network.allowed.length > 0 ? t('frame.mode.allowed', { hosts: network.allowed.join(', ') }) : null },
  ];
}
