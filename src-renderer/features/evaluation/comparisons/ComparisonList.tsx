import { Button, Stack, TableCell, TableRow, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { COMPARISON_STATE } from './comparison-state.ts';
import { useComparisons, useEvaluationSets } from './comparison-queries.ts';
import { EvaluationSets } from './EvaluationSets.tsx';
import { NewComparison } from './NewComparison.tsx';

/** The evaluation sets, a comparison to start, and those that were. */
export function ComparisonList({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const sets = useEvaluationSets();
  const list = useComparisons();
  const comparisons = list.data?.comparisons ?? [];
  return (
    <Stack sx={{ gap: 3 }}>
      <Typography color="textSecondary">{t('comparisons.body')}</Typography>
      {[sets, list].map((query, at) => query.isError && <FailureNotice key={at} failure={query.error} onRetry={() => void query.refetch()} />)}
      {(sets.isLoading || list.isLoading) && <Waiting>{t('common.loading')}</Waiting>}
      {sets.data && <EvaluationSets sets={sets.data.sets} />}
      {sets.data && sets.data.sets.length > 0 && <NewComparison sets={sets.data.sets} onStarted={onOpen} />}
      {comparisons.length > 0 && (
        <Stack component="section" aria-label={t('comparisons.earlier')} sx={{ gap: 1 }}>
          <Typography variant="h2">{t('comparisons.earlier')}</Typography>
          <FramedTable label={t('comparisons.earlier')} columns={[t('comparisons.started'), t('comparisons.set'), t('comparisons.models'), t('comparisons.state'), t('comparisons.answers'), t('comparisons.show')]}>
            {comparisons.map(({ id, set, model, against, state, done, total, startedAt }) => (
              <TableRow key={id} hover>
                <TableCell>{formatTime(startedAt)}</TableCell>
                <TableCell sx={{ overflowWrap: 'anywhere' }}>{set.name}</TableCell>
                <TableCell sx={{ overflowWrap: 'anywhere' }}>{t('comparisons.both', { model: model.name, against: against.name })}</TableCell>
                <TableCell>
                  <StatusChip state={COMPARISON_STATE[state]}>{t(`comparisons.states.${state}`)}</StatusChip>
                </TableCell>
                <TableCell>{t('comparisons.done', { done, total })}</TableCell>
                <TableCell align="right">
                  <Button aria-label={t('comparisons.showNamed', { set: set.name, time: formatTime(startedAt) })} onClick={() => onOpen(id)}>
                    {t('comparisons.show')}
                  </Button>
                </TableCell>
              </TableRow>
            ))}
          </FramedTable>
        </Stack>
      )}
    </Stack>
  );
}
