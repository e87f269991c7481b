import { MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Screen } from '#renderer/components/Screen.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { ApprovalCard } from './ApprovalCard.tsx';
import { LISTS } from './approvals-key.ts';

const CHOICES = ['waiting', 'all'] as const;

/** What waits for this person to decide, and what they wanted themselves. */
export function ApprovalsScreen() {
  const { t } = useTranslation();
  const client = useClient();
  const [which, setWhich] = useState<(typeof CHOICES)[number]>('waiting');
  const list = useQuery({ queryKey: [...LISTS, which], queryFn: ({ signal }) => client.approvals.list({ which }, { signal }) });
  const filter = (
    <TextField select size="small" label={t('approvals.show')} value={which} onChange={({ target }) => setWhich(target.value as typeof which)} sx={{ minWidth: 160 }}>
      {CHOICES.map((choice) => (
        <MenuItem key={choice} value={choice}>
          {t(`approvals.which.${choice}`)}
        </MenuItem>
      ))}
    </TextField>
  );
  return (
    <Screen title={t('approvals.title')} actions={filter}>
      <Typography color="textSecondary" sx={{ maxWidth: '72ch' }}>
        {t('approvals.body')}
      </Typography>
      {list.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.approvals.length === 0 && <EmptyState title={t('approvals.none')} body={t('approvals.noneBody')} />}
      <Stack component="ul" aria-label={t('approvals.title')} sx={{ gap: 2, listStyle: 'none', margin: 0, padding: 0 }}>
        {list.data?.approvals.map((approval) => <ApprovalCard key={approval.id} approval={approval} />)}
      </Stack>
    </Screen>
  );
}
