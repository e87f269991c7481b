import { Button, Stack, TextField } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#shared/contract/auth.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { PasswordField } from '#renderer/components/PasswordField.tsx';
import { keepPerson } from './recent-people.ts';

interface Props {
  tenant: { tenant?: string };
  /** Of somebody who was here before. */
  name?: string | undefined;
  onBack: () => void;
  onSignedIn: (result: SignedIn) => void;
}

/** For people with an organisation account, where the network is down. */
export function PinSignIn({ tenant, name: known = '', onBack, onSignedIn }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const [name, setName] = useState(known);
  const [pin, setPin] = useState('');
  const signIn = useMutation({
    mutationFn: () => client.offline.signIn({ ...tenant, name: name.trim(), pin }),
    onSuccess: (result) => {
      keepPerson({ plant: tenant.tenant ?? '', name: name.trim(), by: 'pin' });
      onSignedIn(result);
    },
    onError: () => setPin(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '' && pin !== '') signIn.mutate();
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 2 }}>
      <TextField autoFocus={known === ''} fullWidth required label={t('identity.pin.name')} autoComplete="username" value={name} onChange={(event) => setName(event.target.value)} />
      <PasswordField autoFocus={known !== ''} required label={t('identity.pin.pin')} autoComplete="off" value={pin} onChange={(event) => setPin(event.target.value)} />
      {signIn.isError && <FailureNotice failure={signIn.error} />}
      <Button type="submit" variant="contained" disabled={signIn.isPending || name.trim() === '' || pin === ''}>
        {signIn.isPending ? t('auth.signIn.working') : t('identity.pin.submit')}
      </Button>
      <Button onClick={onBack}>{t('identity.pin.back')}</Button>
    </Stack>
  );
}
