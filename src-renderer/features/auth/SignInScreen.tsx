import { Button, Stack, TextField, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#shared/contract/auth.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { CentredPaper } from '#renderer/components/CentredPaper.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { PasswordField } from '#renderer/components/PasswordField.tsx';

interface Props {
  /** The one plant of this installation; null where there are several and the person says which. */
  plant: string | null;
  why: 'expired' | 'signed-out' | 'link-invalid' | null;
  onSignedIn: (result: SignedIn) => void;
}

export function SignInScreen({ plant, why, onSignedIn }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const [tenant, setTenant] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => client.auth.signIn({ name: name.trim(), password, ...(plant === null ? { tenant: tenant.trim() } : {}) }),
    onSuccess: onSignedIn,
    onError: () => setPassword(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '' && password !== '') signIn.mutate();
  };
  return (
    <CentredPaper>
      <Typography variant="body2" color="textSecondary">
        {t('common.product')}
      </Typography>
      <Typography variant="h1">{plant === null ? t('auth.signIn.title') : t('auth.signIn.to', { plant })}</Typography>
      {why === 'expired' && !signIn.isError && <Notice state="degraded">{t('auth.signIn.expired')}</Notice>}
      {why === 'signed-out' && !signIn.isError && <Notice state="idle">{t('auth.signIn.signedOut')}</Notice>}
      {why === 'link-invalid' && !signIn.isError && <Notice state="degraded">{t('auth.signIn.linkInvalid')}</Notice>}
      <Stack component="form" onSubmit={submit} sx={{ gap: 2 }}>
        {plant === null && <TextField autoFocus fullWidth required label={t('auth.signIn.plant')} autoComplete="organization" value={tenant} onChange={(event) => setTenant(event.target.value)} />}
        <TextField autoFocus={plant !== null} fullWidth required label={t('auth.signIn.name')} autoComplete="username" value={name} onChange={(event) => setName(event.target.value)} />
        <PasswordField required label={t('auth.signIn.password')} autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
        {signIn.isError && <FailureNotice failure={signIn.error} />}
        <Button type="submit" variant="contained" disabled={signIn.isPending || name.trim() === '' || password === ''}>
          {signIn.isPending ? t('auth.signIn.working') : t('auth.signIn.submit')}
        </Button>
      </Stack>
    </CentredPaper>
  );
}
