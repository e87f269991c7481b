import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack, Typography } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RetentionOutlook } from '#shared/contract/audit.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { useFailureSentence } from '#renderer/components/use-failure-sentence.ts';

/** Removes what may go, after asking; it can be stopped at the next checkpoint. */
export function PruneNow({ next: { from, to } }: { next: NonNullable<RetentionOutlook['next']> }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const sentence = useFailureSentence();
  const [asking, setAsking] = useState(false);
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function prune(): Promise<void> {
    const controller = new AbortController();
    running.current = controller;
    setAsking(false);
    setProgress({ done: 0, total: to - from + 1 });
    try {
      for await (const { removed, total } of await client.audit.prune({}, { signal: controller.signal })) setProgress({ done: removed, total });
      showToast({ state: 'ready', text: t('record.retention.done') });
    } catch (failure) {
      if (!controller.signal.aborted) showToast({ state: 'failed', text: sentence(failure) });
    } finally {
      setProgress(null);
      void queries.invalidateQueries({ queryKey: ['audit'] });
    }
  }

  if (progress !== null) {
    return (
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center' }}>
        <Typography variant="body2" role="status">
          {t('admin.audit.progress', progress)}
        </Typography>
        <Button onClick={() => running.current?.abort()}>{t('common.cancel')}</Button>
      </Stack>
    );
  }
  return (
    <>
      <Button variant="outlined" color="error" sx={{ alignSelf: 'start' }} onClick={() => setAsking(true)}>
        {t('record.retention.prune')}
      </Button>
      {asking && (
        <Dialog open onClose={() => setAsking(false)} maxWidth="sm" fullWidth>
          <DialogTitle>{t('record.retention.prune')}</DialogTitle>
          <DialogContent>
            <Typography>{t('record.retention.sure', { from, to })}</Typography>
          </DialogContent>
          <DialogActions>
            <Button onClick={() => setAsking(false)}>{t('common.cancel')}</Button>
            <Button variant="contained" color="error" onClick={() => void prune()}>
              {t('record.retention.prune')}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  );
}
