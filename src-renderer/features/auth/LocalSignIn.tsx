import { Button, Stack, TextField } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#shared/contract/auth.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { toFailure } from '#renderer/client/failure.ts';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { PasswordField } from '#renderer/components/PasswordField.tsx';
import { keepPerson } from './recent-people.ts';

interface Props {
  tenant: { tenant?: string };
  /** Of somebody who was here before. */
  name?: string | undefined;
  autoFocus: boolean;
  /** Organisation accounts come first where there are some. */
  secondary: boolean;
  onTried: () => void;
  onSignedIn: (result: SignedIn) => void;
}

/** Name and password, and the code of a second factor where the account has one. */
export function LocalSignIn({ tenant, name: known = '', autoFocus, secondary, onTried, onSignedIn }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const [name, setName] = useState(known);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [codeAsked, setCodeAsked] = useState(false);
  const signIn = useMutation({
    mutationFn: () => client.auth.signIn({ ...tenant, name: name.trim(), password, ...(codeAsked ? { code } : {}) }),
    onMutate: onTried,
    onSuccess: (result) => {
      keepPerson({ plant: tenant.tenant ?? '', name: name.trim(), by: 'password' });
      onSignedIn(result);
    },
    onError: (failure) => {
      const kind = toFailure(failure).code;
      setCode('');
      if (kind === 'CODE_NEEDED') setCodeAsked(true);
      else if (kind !== 'CODE_WRONG') {
        setPassword('');
        setCodeAsked(false);
      }
    },
  });
  const complete = name.trim() !== '' && password !== '' && (!codeAsked || code.trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) signIn.mutate();
  };
  const failed = signIn.isError && !(codeAsked && toFailure(signIn.error).code === 'CODE_NEEDED');
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 2 }}>
      <TextField autoFocus={autoFocus && known === ''} fullWidth required label={t('auth.signIn.name')} autoComplete="username" value={name} onChange={(event) => setName(event.target.value)} />
      <PasswordField autoFocus={known !== ''} required label={t('auth.signIn.password')} autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
      {codeAsked && <TextField autoFocus fullWidth required label={t('identity.code.label')} helperText={t('identity.code.hint')} autoComplete="one-time-code" value={code} onChange={(event) => setCode(event.target.value)} />}
      {failed && <FailureNotice failure={signIn.error} />}
      <Button type="submit" variant={secondary ? 'outlined' : 'contained'} disabled={signIn.isPending || !complete}>
        {signIn.isPending ? t('auth.signIn.working') : t('auth.signIn.submit')}
      </Button>
    </Stack>
  );
}
