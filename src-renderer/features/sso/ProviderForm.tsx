import { Box, Button, Stack, TextField, type TextFieldProps, Typography } from '@mui/material';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ROLES } from '#shared/contract/permissions.ts';
import type { SsoConfig } from '#shared/contract/sso.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { PasswordField } from '#renderer/components/PasswordField.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { CLAIMS, configOf, formOf, type SsoForm } from './sso-form.ts';
import { SSO_KEY } from './sso-key.ts';
import { TryToken } from './TryToken.tsx';

const COLUMNS = { display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fit, minmax(260px, 1fr))' };
const DESKTOP_RETURN = 'http://127.0.0.1/signed-in';

/** The identity provider of the plant, what its claims mean, and which groups have which role. */
export function ProviderForm({ saved }: { saved: (SsoConfig & { hasSecret: boolean }) | null }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(SSO_KEY);
  const [form, setForm] = useState<SsoForm>(() => formOf(saved));
  const set = (changes: Partial<SsoForm>) => setForm((before) => ({ ...before, ...changes }));
  const field = (name: 'issuer' | 'clientId' | 'label' | 'scopes' | 'audiences' | 'offlineDays'): TextFieldProps => ({
    fullWidth: true, label: t(`identity.admin.${name}`), value: form[name], onChange: (event) => set({ [name]: event.target.value }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    action.run(() => client.sso.configure(configOf(form)), () => t('identity.admin.saved'));
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 2 }}>
      <Typography variant="h2">{t('identity.admin.provider')}</Typography>
      <Box sx={COLUMNS}>
        <TextField {...field('issuer')} required helperText={t('identity.admin.issuerHint')} />
        <TextField {...field('clientId')} required />
        <PasswordField label={t('identity.admin.secret')} helperText={saved?.hasSecret ? t('identity.admin.secretKept') : t('identity.admin.secretHint')} autoComplete="off" value={form.secret} onChange={(event) => set({ secret: event.target.value })} />
        <TextField {...field('label')} required />
        <TextField {...field('scopes')} required />
        <TextField {...field('offlineDays')} required type="number" helperText={t('identity.admin.offlineHint')} />
      </Box>
      <Typography variant="body2">{t('identity.admin.redirect', { web: `${location.origin}/signed-in`, desktop: DESKTOP_RETURN })}</Typography>
      <Typography variant="h2">{t('identity.admin.claims')}</Typography>
      <Box sx={COLUMNS}>
        {CLAIMS.map((claim) => (
          <TextField key={claim} fullWidth required={!claim.startsWith('tenant')} label={t(`identity.admin.claim.${claim}`)} value={form.claims[claim]} onChange={(event) => set({ claims: { ...form.claims, [claim]: event.target.value } })} />
        ))}
      </Box>
      <Typography variant="h2">{t('identity.admin.groupsTitle')}</Typography>
      <Box sx={COLUMNS}>
        {ROLES.map((role) => (
          <TextField key={role} multiline minRows={2} fullWidth label={t(`common.roles.${role}`)} helperText={t('identity.admin.groupsHint')} value={form.groups[role]} onChange={(event) => set({ groups: { ...form.groups, [role]: event.target.value } })} />
        ))}
        <TextField {...field('audiences')} multiline minRows={2} helperText={t('identity.admin.audiencesHint')} />
      </Box>
      <Stack direction="row" sx={{ gap: 1.5 }}>
        <Button type="submit" variant="contained" disabled={action.pending || form.issuer.trim() === '' || form.clientId.trim() === ''}>
          {t('identity.admin.save')}
        </Button>
        {saved !== null && (
          <Button color="error" disabled={action.pending} onClick={() => action.run(() => client.sso.disable({}), () => t('identity.admin.disabled'))}>
            {t('identity.admin.disable')}
          </Button>
        )}
      </Stack>
      <TryToken form={form} />
    </Stack>
  );
}
