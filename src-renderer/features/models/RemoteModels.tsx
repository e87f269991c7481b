import AddLink from '@mui/icons-material/AddLinkOutlined';
import { Box, Button, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { AddRemoteModel } from './AddRemoteModel.tsx';
import { REMOTES_KEY } from './model-imports.ts';
import { RemoteModelCard } from './RemoteModelCard.tsx';

/** Models that answer on other machines, with what may be sent to each. */
export function RemoteModels() {
  const { t } = useTranslation();
  const client = useClient();
  const mayManage = useMay('models:manage');
  const [adding, setAdding] = useState(false);
  const list = useQuery({ queryKey: REMOTES_KEY, queryFn: ({ signal }) => client.remoteModels.list({}, { signal }) });
  const models = list.data?.models ?? [];
  if (!mayManage && models.length === 0) return null;
  return (
    <Box component="section" aria-label={t('models.remote.title')}>
      <Stack direction="row" sx={{ gap: 2, alignItems: 'center', flexWrap: 'wrap', marginBottom: 1.5 }}>
        <Typography variant="h2" sx={{ flex: 1 }}>
          {t('models.remote.title')}
        </Typography>
        {mayManage && (
          <Button variant="outlined" startIcon={<AddLink />} onClick={() => setAdding(true)}>
            {t('models.remote.add')}
          </Button>
        )}
      </Stack>
      <Typography variant="body2" color="textSecondary" sx={{ marginBottom: 1.5, maxWidth: '70ch' }}>
        {t('models.remote.body')}
      </Typography>
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.data && models.length === 0 && <Typography variant="body2">{t('models.remote.none')}</Typography>}
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(24rem, 100%), 1fr))', gap: 2 }}>
        {models.map((model) => (
          <RemoteModelCard key={model.id} model={model} />
        ))}
      </Box>
      {adding && <AddRemoteModel onClose={() => setAdding(false)} />}
    </Box>
  );
}
