import { Box, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { ToolProgress } from '#shared/contract/agent-answers.ts';
import { useDocuments } from '#renderer/client/documents-context.tsx';
import { formatNumber } from '#renderer/components/format.ts';
import { StateIcon } from '#renderer/components/StatusChip.tsx';
import { ProgressBar } from '#renderer/components/Waiting.tsx';
import type { Answering } from './answering.ts';

/** One true line about what happens now, announced once per phase and never per token. */
export function AnswerProgress({ answering }: { answering: Answering }) {
  const line = useLine(answering);
  if (answering.phase === 'failed') return null;
  const share = shareOf(answering);
  return (
    <Box>
      <Box role="status" aria-live="polite" sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
        <StateIcon state="working" />
        <Typography variant="body2">{line}</Typography>
      </Box>
      {share !== null && (
        <Box sx={{ marginTop: 0.75 }}>
          <ProgressBar share={share} label={line} />
        </Box>
      )}
    </Box>
  );
}

function shareOf({ phase, agent, loading, reading }: Answering): number | null {
  if (phase === 'working') return toolShare(agent?.actions.findLast(({ status }) => status === 'running')?.progress);
  if (phase === 'loading') return loading?.progress ?? null;
  return phase === 'reading' && reading !== null && reading.total > 0 ? reading.done / reading.total : null;
}

function toolShare(progress: ToolProgress | undefined): number | null {
  return progress?.total == null ? null : Math.min(1, Math.max(0, progress.done / progress.total));
}

function useLine({ phase, agent, documents, passages, ahead, loading, reading }: Answering): string {
  const { t, i18n } = useTranslation();
  const known = useDocuments()?.filter(({ status }) => status === 'ready').length;
  const count = documents ?? known;
  const workLine = (): string => {
    const now = agent?.actions.findLast(({ status }) => status === 'running');
    return now === undefined ? t('ask.phase.thinking', { agent: agent?.title ?? '' }) : t('ask.phase.calling', { agent: agent?.title ?? '', tool: now.tool, step: now.n });
  };
  if (phase === 'queued') return ahead === 0 ? t('ask.phase.next') : t('ask.phase.queued', { count: ahead });
  if (phase === 'loading') return t('ask.phase.loading', { model: loading?.model ?? '' });
  if (phase === 'reading') return t('ask.phase.reading', { total: formatNumber(reading?.total ?? 0, i18n.language) });
  if (phase === 'working') return workLine();
  if (phase === 'found') return t('ask.phase.found', { count: passages.length });
  if (phase === 'writing' || phase === 'stopping') return t(`ask.phase.${phase}`);
  return count === undefined ? t('ask.phase.searching') : t('ask.phase.searchingCount', { count });
}
