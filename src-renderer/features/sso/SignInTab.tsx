import { Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { IdleLockForm } from './IdleLockForm.tsx';
import { ProviderForm } from './ProviderForm.tsx';
import { SSO_KEY } from './sso-key.ts';

/** How the people of the plant sign in, and when their screens lock. */
export function SignInTab() {
  const { t } = useTranslation();
  const client = useClient();
  const settings = useQuery({ queryKey: SSO_KEY, queryFn: ({ signal }) => client.sso.settings({}, { signal }), staleTime: Infinity });
  if (settings.isLoading) return <Waiting>{t('common.loading')}</Waiting>;
  if (!settings.data) return <FailureNotice failure={settings.error} onRetry={() => void settings.refetch()} />;
  const { sso, idleLockMinutes } = settings.data;
  return (
    <Stack sx={{ gap: 3, maxWidth: 900, overflow: 'auto', paddingBlock: 2 }}>
      <Typography color="textSecondary">{t('identity.admin.body')}</Typography>
      <ProviderForm key={settings.dataUpdatedAt} saved={sso} />
      <IdleLockForm minutes={idleLockMinutes} />
    </Stack>
  );
}
