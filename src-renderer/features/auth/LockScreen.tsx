import { Button, Stack, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Identity } from '#shared/contract/auth.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { CentredPaper } from '#renderer/components/CentredPaper.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { PasswordField } from '#renderer/components/PasswordField.tsx';

interface Props {
  identity: Identity;
  onUnlocked: () => void;
  /** Somebody else wants the screen. */
  onLeave: () => void;
}

/** In front of somebody's work while they are away: says whose it is and shows nothing of it. */
export function LockScreen({ identity, onUnlocked, onLeave }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const [secret, setSecret] = useState('');
  const local = identity.signedIn.method === 'local';
  const unlock = useMutation({ mutationFn: () => client.offline.unlock({ secret }), onSuccess: onUnlocked, onError: () => setSecret('') });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (secret !== '') unlock.mutate();
  };
  return (
    <CentredPaper>
      <Typography variant="body2" color="textSecondary">
        {identity.tenant.name}
      </Typography>
      <Typography variant="h1">{t('identity.lock.title')}</Typography>
      <Typography>{t('identity.lock.body', { name: identity.user.name })}</Typography>
      {!local && <Typography variant="body2">{t('identity.lock.noPin')}</Typography>}
      <Stack component="form" onSubmit={submit} sx={{ gap: 2 }}>
        <PasswordField autoFocus required label={local ? t('identity.lock.password') : t('identity.lock.pin')} autoComplete={local ? 'current-password' : 'off'} value={secret} onChange={(event) => setSecret(event.target.value)} />
        {unlock.isError && <FailureNotice failure={unlock.error} />}
        <Button type="submit" variant="contained" disabled={secret === '' || unlock.isPending}>
          {t('identity.lock.unlock')}
        </Button>
        <Button onClick={onLeave}>{t('identity.lock.other')}</Button>
      </Stack>
    </CentredPaper>
  );
}
