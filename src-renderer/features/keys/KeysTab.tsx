import VpnKey from '@mui/icons-material/VpnKeyOutlined';
import { Button, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { KeyTable } from './KeyTable.tsx';
import { KEYS_KEY } from './keys-key.ts';
import { MakeKeyDialog } from './MakeKeyDialog.tsx';

/** Keys that let programs call the HTTP API. */
export function KeysTab() {
  const { t } = useTranslation();
  const client = useClient();
  const [making, setMaking] = useState(false);
  const known = useQuery({ queryKey: KEYS_KEY, queryFn: ({ signal }) => client.apikeys.list({}, { signal }) });
  return (
    <Stack sx={{ gap: 2 }}>
      <Typography variant="h2">{t('tenancy.keys.title')}</Typography>
      <Typography variant="body2" color="textSecondary">
        {t('tenancy.keys.body')}
      </Typography>
      <Button variant="contained" startIcon={<VpnKey />} onClick={() => setMaking(true)} sx={{ alignSelf: 'flex-start' }}>
        {t('tenancy.keys.make')}
      </Button>
      {known.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {known.isError && <FailureNotice failure={known.error} onRetry={() => void known.refetch()} />}
      {known.data?.keys.length === 0 && <EmptyState title={t('tenancy.keys.none')} body={t('tenancy.keys.noneBody')} />}
      {known.data && known.data.keys.length > 0 && <KeyTable keys={known.data.keys} />}
      {making && <MakeKeyDialog onClose={() => setMaking(false)} />}
    </Stack>
  );
}
