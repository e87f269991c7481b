import { Box, Button, Stack, TableCell, TableRow, Typography } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InstalledModel } from '#shared/contract/models.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatDuration, formatNumber, formatTime } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { ProgressBar } from '#renderer/components/Waiting.tsx';

const SHOWN_RUNS = 5;

/** How fast a model reads and writes on this machine: measured at a press, with what was measured before. */
export function ModelBench({ model: { id, name }, mayManage }: { model: Pick<InstalledModel, 'id' | 'name'>; mayManage: boolean }) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const key = ['models', 'benchmarks', id];
  const history = useQuery({ queryKey: key, queryFn: ({ signal }) => client.models.benchmarks({ id }, { signal }) });
  const [step, setStep] = useState<{ stage: 'loading' | 'reading' | 'writing'; progress: number } | null>(null);
  const [stopper, setStopper] = useState<AbortController | null>(null);
  const measure = useMutation({
    mutationFn: async ({ signal }: AbortController) => {
      try {
        for await (const event of await client.models.bench({ id }, { signal })) if (event.type === 'progress') setStep(event);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    onSettled: () => {
      setStep(null);
      setStopper(null);
      return queries.invalidateQueries({ queryKey: key });
    },
  });
  const runs = history.data?.benchmarks.slice(0, SHOWN_RUNS) ?? [];
  const perSecond = (value: number) => t('models.bench.perSecond', { value: formatNumber(value, i18n.language, value < 10 ? 1 : 0) });
  const begin = () => {
    const next = new AbortController();
    setStopper(next);
    measure.mutate(next);
  };
  return (
    <Stack sx={{ gap: 1 }}>
      {runs.length > 0 && (
        <FramedTable label={t('models.bench.title', { name })} columns={[t('models.bench.when'), t('models.bench.reads'), t('models.bench.writes'), t('models.bench.first')]}>
          {runs.map(({ ranAt, device, prefillPerSecond, decodePerSecond, firstTokenMs, threads }) => (
            <TableRow key={ranAt}>
              <TableCell>
                {formatTime(ranAt)}
                <Typography variant="caption" component="div" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
                  {threads === null ? device : t('models.bench.with', { device, reading: threads.reading, writing: threads.writing })}
                </Typography>
              </TableCell>
              <TableCell>{perSecond(prefillPerSecond)}</TableCell>
              <TableCell>{perSecond(decodePerSecond)}</TableCell>
              <TableCell align="right">{formatDuration(firstTokenMs, t, i18n.language)}</TableCell>
            </TableRow>
          ))}
        </FramedTable>
      )}
      {measure.isError && <FailureNotice failure={measure.error} />}
      {step !== null && (
        <Box role="status">
          <Typography variant="body2">{t(`models.bench.stage.${step.stage}`)}</Typography>
          <ProgressBar share={step.progress} label={t(`models.bench.stage.${step.stage}`)} />
        </Box>
      )}
      {mayManage && (
        <Button variant="outlined" size="small" sx={{ alignSelf: 'flex-start' }} aria-label={t(stopper !== null ? 'models.bench.stopNamed' : 'models.bench.measureNamed', { name })} onClick={() => (stopper === null ? begin() : stopper.abort())}>
          {stopper !== null ? t('models.bench.stop') : t('models.bench.measure')}
        </Button>
      )}
    </Stack>
  );
}
