import { Stack, Typography } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { MEMORY_LIMITS, MemoryLimitsForm } from './MemoryLimitsForm.tsx';

/** How much agents may remember of each person of the plant. */
export function MemoryLimitsTab() {
  const { t } = useTranslation();
  const client = useClient();
  const outlook = useQuery({ queryKey: MEMORY_LIMITS, queryFn: ({ signal }) => client.memory.limits({}, { signal }), placeholderData: keepPreviousData });
  return (
    <Stack sx={{ gap: 2, maxWidth: '40rem' }}>
      <Typography color="textSecondary">{t('memory.admin.body')}</Typography>
      {outlook.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {outlook.isError && <FailureNotice failure={outlook.error} onRetry={() => void outlook.refetch()} />}
      {outlook.data && (
        <>
          <Typography>{outlook.data.people === 0 ? t('memory.admin.nobody') : t('memory.admin.now', { count: outlook.data.people, episodes: outlook.data.most.episodes, kept: outlook.data.most.kept })}</Typography>
          <MemoryLimitsForm key={JSON.stringify(outlook.data.limits)} limits={outlook.data.limits} />
        </>
      )}
    </Stack>
  );
}
