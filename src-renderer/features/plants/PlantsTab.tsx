import Factory from '@mui/icons-material/FactoryOutlined';
import { Button, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { AddPlantDialog } from './AddPlantDialog.tsx';
import { PLANTS_KEY } from './plants-key.ts';
import { PlantTable } from './PlantTable.tsx';

/** The plants of the installation, for who operates it. */
export function PlantsTab() {
  const { t } = useTranslation();
  const client = useClient();
  const [adding, setAdding] = useState(false);
  const known = useQuery({ queryKey: PLANTS_KEY, queryFn: ({ signal }) => client.tenants.list({}, { signal }) });
  return (
    <Stack sx={{ gap: 2 }}>
      <Typography variant="h2">{t('tenancy.plants.title')}</Typography>
      <Typography variant="body2" color="textSecondary">
        {t('tenancy.plants.body')}
      </Typography>
      <Button variant="contained" startIcon={<Factory />} onClick={() => setAdding(true)} sx={{ alignSelf: 'flex-start' }}>
        {t('tenancy.plants.add')}
      </Button>
      {known.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {known.isError && <FailureNotice failure={known.error} onRetry={() => void known.refetch()} />}
      {known.data && <PlantTable plants={known.data.tenants} />}
      {adding && <AddPlantDialog onClose={() => setAdding(false)} />}
    </Stack>
  );
}
