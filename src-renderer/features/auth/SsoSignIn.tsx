import { Button, Stack } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#shared/contract/auth.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { DeviceSignIn } from './DeviceSignIn.tsx';

interface Props {
  tenant: { tenant?: string };
  label: string;
  by: 'this-browser' | 'system-browser';
  device: boolean;
  onLeave: (address: string, binding: string) => void;
  onSignedIn: (result: SignedIn) => void;
}

/** Signing in at the plant's identity provider: by this browser, by the system's, or by another device. */
export function SsoSignIn({ tenant, label, by, device, onLeave, onSignedIn }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const [byDevice, setByDevice] = useState(false);
  const leave = useMutation({
    mutationFn: () => client.sso.begin({ ...tenant, origin: location.origin }),
    onSuccess: ({ address, binding }) => onLeave(address, binding),
  });
  const here = useMutation({ mutationFn: () => client.sso.signInHere(tenant), onSuccess: onSignedIn });
  const failure = leave.error ?? here.error;
  return (
    <Stack sx={{ gap: 1 }}>
      <Button variant="contained" disabled={leave.isPending || leave.isSuccess || here.isPending} onClick={() => (by === 'this-browser' ? leave.mutate() : here.mutate())}>
        {t('identity.sso.with', { label })}
      </Button>
      {here.isPending && <Notice state="working">{t('identity.sso.waiting')}</Notice>}
      {failure !== null && <FailureNotice failure={failure} />}
      {device && <Button onClick={() => setByDevice(true)}>{t('identity.sso.device')}</Button>}
      {byDevice && <DeviceSignIn tenant={tenant} onClose={() => setByDevice(false)} onSignedIn={onSignedIn} />}
    </Stack>
  );
}
