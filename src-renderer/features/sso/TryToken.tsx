import { Button, Stack, TextField, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mapped } from '#shared/contract/sso.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { Facts } from '#renderer/components/Facts.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { claimsOf, groupsOf, type SsoForm } from './sso-form.ts';

/** Shows what the mapping on the screen, saved or not, makes of a token. */
export function TryToken({ form }: { form: SsoForm }) {
  const { t } = useTranslation();
  const client = useClient();
  const [token, setToken] = useState('');
  const attempt = useMutation({ mutationFn: () => client.sso.tryToken({ token: token.trim(), claims: claimsOf(form), groups: groupsOf(form) }) });
  return (
    <Stack sx={{ gap: 1.5 }}>
      <Typography variant="h2">{t('identity.admin.try')}</Typography>
      <Typography variant="body2">{t('identity.admin.tryBody')}</Typography>
      <TextField multiline minRows={3} maxRows={8} fullWidth label={t('identity.admin.token')} autoComplete="off" value={token} onChange={(event) => setToken(event.target.value)} />
      <Button variant="outlined" disabled={token.trim() === '' || attempt.isPending} onClick={() => attempt.mutate()} sx={{ alignSelf: 'flex-start' }}>
        {t('identity.admin.tryIt')}
      </Button>
      {attempt.isError && <FailureNotice failure={attempt.error} />}
      {attempt.data && <Result {...attempt.data} />}
    </Stack>
  );
}

function Result({ mapped, signature }: { mapped: Mapped; signature: string }) {
  const { t } = useTranslation();
  const role = mapped.role === null ? t('identity.admin.noRole') : t(`common.roles.${mapped.role}`);
  const said = (value: string | null) => value ?? t('identity.admin.empty');
  const verdict = signature === 'good' ? t('identity.admin.good') : signature === 'no-keys' ? t('identity.admin.noKeys') : t('identity.admin.refused', { why: signature });
  return (
    <Stack role="status" sx={{ gap: 1 }}>
      <Notice state={signature === 'good' && mapped.role !== null && mapped.ofThisPlant ? 'ready' : 'degraded'}>{verdict}</Notice>
      {!mapped.ofThisPlant && <Notice state="degraded">{t('identity.admin.notOfPlant')}</Notice>}
      <Facts
        facts={[
          [t('identity.admin.role'), role],
          [t('identity.admin.claim.subject'), said(mapped.subject)],
          [t('identity.admin.claim.name'), said(mapped.name)],
          [t('identity.admin.claim.login'), said(mapped.login)],
          [t('identity.admin.claim.email'), said(mapped.email)],
          [t('identity.admin.claim.groups'), mapped.groups.length > 0 ? mapped.groups.join(', ') : t('identity.admin.empty')],
        ]}
      />
    </Stack>
  );
}
