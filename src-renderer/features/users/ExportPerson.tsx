import { Button, LinearProgress, Stack, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatBytes, formatNumber } from '#renderer/components/format.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { fetchExport } from './fetch-export.ts';
import { personKey } from './person-key.ts';
import { saveBlob } from '#renderer/components/save-file.ts';

interface Step {
  fetching: boolean;
  done: number;
  total: number;
}

/** Has the archive made, fetches it and saves it, with its progress and a way to stop. Leaving the dialog stops it too. */
export function ExportPerson({ id, name }: { id: string; name: string }) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const stop = useRef<AbortController | null>(null);
  const [step, setStep] = useState<Step | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  async function make(signal: AbortSignal) {
    for await (const event of await client.privacy.export({ id }, { signal })) {
      if (event.type === 'progress') setStep({ fetching: false, done: event.done, total: event.total });
      else {
        saveBlob(event.filename, await fetchExport(client, event, { signal, progress: (done) => setStep({ fetching: true, done, total: event.sizeBytes }) }));
        return event;
      }
    }
    return null;
  }

  const run = useMutation({
    mutationFn: async () => {
      stop.current = new AbortController();
      setStep({ fetching: false, done: 0, total: 0 });
      try {
        return await make(stop.current.signal);
      } catch (failure) {
        if (stop.current.signal.aborted) return null;
        throw failure;
      }
    },
    onSettled: async () => {
      setStep(null);
      await queries.invalidateQueries({ queryKey: personKey(id) });
    },
  });

  if (step !== null) {
    const amount = (value: number) => (step.fetching ? formatBytes(value, t, i18n.language) : formatNumber(value, i18n.language));
    const words = t(step.fetching ? 'privacy.export.fetching' : 'privacy.export.making', { done: amount(step.done), total: amount(step.total) });
    return (
      <Stack direction="row" sx={{ gap: 2, alignItems: 'center' }}>
        <Stack sx={{ flex: 1, gap: 0.5 }}>
          <Typography variant="body2">{words}</Typography>
          <LinearProgress aria-label={words} variant={step.total > 0 ? 'determinate' : 'indeterminate'} value={step.total > 0 ? (100 * step.done) / step.total : 0} />
        </Stack>
        <Button onClick={() => stop.current?.abort()}>{t('privacy.export.stop')}</Button>
      </Stack>
    );
  }
  return (
    <Stack sx={{ gap: 1, alignItems: 'flex-start' }}>
      <Button variant="outlined" onClick={() => run.mutate()}>
        {t('privacy.export.action')}
      </Button>
      {run.data && (
        <Notice state="ready">
          {t('privacy.export.done', { name, size: formatBytes(run.data.sizeBytes, t, i18n.language) })} {run.data.withheld > 0 && t('privacy.export.withheld', { count: run.data.withheld })}
        </Notice>
      )}
      {run.isError && <FailureNotice failure={run.error} />}
    </Stack>
  );
}
