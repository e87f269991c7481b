import { Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { AddressForm } from './AddressForm.tsx';
import { Deliveries } from './Deliveries.tsx';
import { MailForm } from './MailForm.tsx';
import { NOTICES } from './notices-key.ts';
import { WebhookForm } from './WebhookForm.tsx';

/** How approvers are told outside of Millwright, and what was sent lately. */
export function NoticesTab() {
  const { t } = useTranslation();
  const client = useClient();
  const settings = useQuery({ queryKey: [...NOTICES, 'settings'], queryFn: ({ signal }) => client.notices.settings({}, { signal }), staleTime: Infinity });
  return (
    <Stack sx={{ gap: 3, maxWidth: 960 }}>
      <Typography color="textSecondary" sx={{ maxWidth: '72ch' }}>
        {t('notices.body')}
      </Typography>
      {settings.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {settings.isError && <FailureNotice failure={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data && (
        <>
          <WebhookForm key={`webhook ${JSON.stringify(settings.data.webhook)}`} settings={settings.data} />
          <MailForm key={`email ${JSON.stringify(settings.data.email)}`} settings={settings.data} />
          <AddressForm key={`address ${settings.data.address}`} settings={settings.data} />
        </>
      )}
      <Deliveries />
    </Stack>
  );
}
