import { Button, Stack, Typography } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Comparison } from '#shared/contract/comparisons.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { ConfirmDialog } from '#renderer/components/ConfirmDialog.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { ProgressBar, Waiting } from '#renderer/components/Waiting.tsx';
import { comparisonKey, COMPARISONS, useComparison } from './comparison-queries.ts';
import { COMPARISON_STATE } from './comparison-state.ts';
import { SideBySide } from './SideBySide.tsx';
import { TotalsTable } from './TotalsTable.tsx';

/** One comparison: how far it is, what can be done with it, its totals, and the answers side by side. */
export function ComparisonView({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const found = useComparison(id);
  return (
    <Stack sx={{ gap: 2 }}>
      <Button variant="outlined" onClick={onClose} sx={{ alignSelf: 'flex-start' }}>
        {t('comparisons.all')}
      </Button>
      {found.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {found.isError && <FailureNotice failure={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <Opened comparison={found.data} onRemoved={onClose} />}
    </Stack>
  );
}

function Opened({ comparison, onRemoved }: { comparison: Comparison; onRemoved: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const action = useAction([...COMPARISONS, 'list']);
  const [removing, setRemoving] = useState(false);
  const { id, set, model, against, state, error, done, total, by, startedAt } = comparison;
  const put = (act: () => Promise<Comparison>) => () => action.run(async () => void queries.setQueryData(comparisonKey(id), await act()));
  const remove = () =>
    action.run(async () => {
      await client.comparisons.remove({ id });
      onRemoved();
    }, () => t('comparisons.removed'));
  return (
    <>
      <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography variant="h2" sx={{ overflowWrap: 'anywhere' }}>
          {t('comparisons.on', { model: model.name, against: against.name, set: set.name })}
        </Typography>
        <StatusChip state={COMPARISON_STATE[state]}>{t(`comparisons.states.${state}`)}</StatusChip>
      </Stack>
      <Typography variant="body2" color="textSecondary">
        {t('feedback.said', { name: by, time: formatTime(startedAt) })}
      </Typography>
      {error !== null && <Notice state="failed">{error}</Notice>}
      {state !== 'done' && <ProgressBar share={done / Math.max(1, total)} label={t('comparisons.done', { done, total })} />}
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography variant="body2" aria-live="polite">
          {t('comparisons.done', { done, total })}
        </Typography>
        {state === 'running' && (
          <Button variant="outlined" disabled={action.pending} onClick={put(() => client.comparisons.cancel({ id }))}>
            {t('comparisons.cancel')}
          </Button>
        )}
        {(state === 'cancelled' || state === 'failed') && (
          <Button variant="outlined" disabled={action.pending} onClick={put(() => client.comparisons.resume({ id }))}>
            {t('comparisons.resume')}
          </Button>
        )}
        <Button onClick={() => setRemoving(true)}>{t('comparisons.remove')}</Button>
      </Stack>
      <TotalsTable comparison={comparison} />
      <SideBySide comparison={comparison} />
      {removing && <ConfirmDialog title={t('comparisons.removeTitle')} body={t('comparisons.removeBody')} action={t('comparisons.remove')} onConfirm={remove} onClose={() => setRemoving(false)} />}
    </>
  );
}
