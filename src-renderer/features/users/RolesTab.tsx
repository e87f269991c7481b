import { Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { ResourceRules } from './ResourceRules.tsx';
import { RoleMatrix } from './RoleMatrix.tsx';

/** The tables the gateway enforces, as they stand in the running core. Nothing in them takes the focus, so the whole does: to be scrolled by key. */
export function RolesTab() {
  const { t } = useTranslation();
  const client = useClient();
  const tables = useQuery({ queryKey: ['users', 'matrix'], queryFn: ({ signal }) => client.users.matrix({}, { signal }) });
  return (
    <Stack component="section" tabIndex={0} aria-label={t('admin.tabs.roles')} sx={{ gap: 1.5 }}>
      <Typography variant="h2">{t('admin.roles.title')}</Typography>
      <Typography variant="body2" color="textSecondary">
        {t('admin.roles.body')}
      </Typography>
      {tables.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {tables.isError && <FailureNotice failure={tables.error} onRetry={() => void tables.refetch()} />}
      {tables.data && (
        <>
          <RoleMatrix matrix={tables.data.matrix} />
          <ResourceRules rows={tables.data.resources} />
        </>
      )}
    </Stack>
  );
}
