import { Button, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MeasuresOutlook } from '#shared/contract/usage.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { ConfirmDialog } from '#renderer/components/ConfirmDialog.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { RetentionDays } from '#renderer/components/RetentionDays.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { MEASURES_KEY } from './usage-key.ts';

/** For how long these measures are kept, and what may go now. */
export function MeasuresKept() {
  const { t } = useTranslation();
  const client = useClient();
  const mayChange = useMay('policy:manage');
  const outlook = useQuery({ queryKey: MEASURES_KEY, queryFn: ({ signal }) => client.usage.retention({}, { signal }) });
  return (
    <Stack component="section" aria-label={t('usage.kept.title')} sx={{ gap: 1 }}>
      <Typography variant="h3">{t('usage.kept.title')}</Typography>
      <Typography variant="body2">{t('usage.kept.body')}</Typography>
      {outlook.isError && <FailureNotice failure={outlook.error} onRetry={() => void outlook.refetch()} />}
      {outlook.data && (
        <>
          <Typography>{outlook.data.days === null ? t('usage.kept.forEver') : t('usage.kept.forDays', { count: outlook.data.days })}</Typography>
          {mayChange && <DaysForm key={String(outlook.data.days)} days={outlook.data.days} />}
          {outlook.data.days !== null && <MayGo outlook={outlook.data} mayChange={mayChange} />}
        </>
      )}
    </Stack>
  );
}

function DaysForm({ days }: { days: number | null }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(MEASURES_KEY);
  return <RetentionDays days={days} pending={action.pending} saveName={t('usage.kept.save')} onSet={(wanted) => action.run(() => client.usage.setRetention({ days: wanted }), () => t('record.retention.saved'))} />;
}

function MayGo({ outlook: { generations, violations }, mayChange }: { outlook: MeasuresOutlook; mayChange: boolean }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(MEASURES_KEY);
  const [asking, setAsking] = useState(false);
  const prune = () =>
    action.run(
      async () => {
        let removed = 0;
        for await (const step of await client.usage.prune({})) removed = step.removed;
        return removed;
      },
      (removed) => t('usage.kept.done', { count: removed }),
    );
  return (
    <>
      <Typography variant="body2">{generations + violations === 0 ? t('usage.kept.nothing') : t('usage.kept.mayGo', { generations, violations })}</Typography>
      {mayChange && generations + violations > 0 && (
        <Button variant="outlined" color="error" disabled={action.pending} sx={{ alignSelf: 'start' }} onClick={() => setAsking(true)}>
          {t('record.retention.prune')}
        </Button>
      )}
      {asking && <ConfirmDialog title={t('record.retention.prune')} body={t('usage.kept.mayGo', { generations, violations })} action={t('record.retention.prune')} onConfirm={prune} onClose={() => setAsking(false)} />}
    </>
  );
}
