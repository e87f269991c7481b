import { Box, ButtonBase, Tooltip } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Mode } from '#shared/contract/system.ts';
import { useMay } from '#renderer/client/identity-context.tsx';
import { useMode } from '#renderer/client/use-mode.ts';
import { StateIcon, StatusChip } from '#renderer/components/StatusChip.tsx';
import type { State } from '../theme/tokens.ts';
import { useModeWords } from './use-mode-words.ts';

/** The honesty of the product: what answers, searches and leaves the machine right now. Each part leads to its screen. */
export function ModeLine() {
  const { t } = useTranslation();
  const mode = useMode();
  if (mode.isError) return <StatusChip state="failed">{t('frame.mode.lost')}</StatusChip>;
  if (mode.data === undefined) return <StatusChip state="idle">{t('frame.mode.unknown')}</StatusChip>;
  return <Parts mode={mode.data} />;
}

function Parts({ mode: { answers, search, network } }: { mode: Mode }) {
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
  return (
    <Box role="group" aria-label={t('frame.mode.title')} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 0.5 }}>
      <Part state={answers.mode === 'generated' ? 'ready' : 'degraded'} to={models} text={words.answers(answers)} hint={answers.mode === 'generated' ? null : ((english ? answers.reason : null) ?? t('frame.mode.passagesHint'))} />
      <Part state={search.mode === 'hybrid' && search.rerank.reason === null ? 'ready' : 'degraded'} to={models} text={words.search(search)} hint={searchHint(search)} />
      <Part state={network.sentTo.length > 0 ? 'degraded' : 'idle'} to={health} text={words.network(network)} hint={network.allowed.length > 0 ? t('frame.mode.allowed', { hosts: network.allowed.join(', ') }) : null} />
    </Box>
  );
}

function Part({ state, to, text, hint }: { state: State; to: string | null; text: string; hint: string | null }) {
  return (
    <Tooltip title={hint ?? ''} describeChild>
      <ButtonBase
        {...(to === null ? { component: 'span', tabIndex: hint === null ? -1 : 0 } : { component: Link, to })}
        data-state={state}
        sx={({ tokens, typography, measures }) => ({
          gap: 0.5,
          paddingInline: 1,
          minHeight: measures.target - 4,
          borderRadius: 1,
          fontSize: typography.body2.fontSize,
          color: tokens.ink,
          backgroundColor: state === 'degraded' ? tokens.states.degraded.paper : 'transparent',
          '&:hover': { backgroundColor: to === null ? undefined : tokens.hover },
        })}
      >
        <StateIcon state={state} />
        {text}
      </ButtonBase>
    </Tooltip>
  );
}
