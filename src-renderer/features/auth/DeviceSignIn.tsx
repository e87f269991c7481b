import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#shared/contract/auth.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { Facts } from '#renderer/components/Facts.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { QrCode } from '#renderer/components/QrCode.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';

interface Props {
  tenant: { tenant?: string };
  onClose: () => void;
  onSignedIn: (result: SignedIn) => void;
}

/** Signing in by another device (RFC 8628), for a workstation whose browser cannot show the provider's page. */
export function DeviceSignIn({ tenant, onClose, onSignedIn }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const begun = useQuery({ queryKey: ['sso', 'device'], queryFn: () => client.sso.beginDevice(tenant), staleTime: Infinity, gcTime: 0, retry: false });
  const { binding, intervalSeconds } = begun.data ?? {};
  const polled = useQuery({
    queryKey: ['sso', 'device', binding],
    queryFn: () => client.sso.pollDevice({ binding: binding ?? '' }),
    enabled: binding !== undefined,
    refetchInterval: ({ state }) => (state.error === null && state.data?.state !== 'signed-in' ? (intervalSeconds ?? 5) * 1000 : false),
    gcTime: 0,
    retry: false,
  });
  const result = polled.data;
  useEffect(() => {
    if (result?.state === 'signed-in') onSignedIn(result);
  }, [result, onSignedIn]);
  const failure = begun.error ?? polled.error;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-label={t('identity.sso.deviceTitle')}>
      <DialogTitle>{t('identity.sso.deviceTitle')}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          <Typography>{t('identity.sso.deviceBody')}</Typography>
          {begun.data && <QrCode text={begun.data.verificationUri} label={t('identity.sso.address')} />}
          {begun.data && <Facts facts={[[t('identity.sso.address'), begun.data.verificationUri], [t('identity.sso.code'), <strong key="code">{begun.data.userCode}</strong>]]} />}
          {failure === null ? <Waiting>{t('identity.sso.deviceWaiting')}</Waiting> : <FailureNotice failure={failure} />}
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </DialogActions>
    </Dialog>
  );
}
