import { Button, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { SSO_KEY } from './sso-key.ts';

export function IdleLockForm({ minutes }: { minutes: number }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(SSO_KEY);
  const [text, setText] = useState(String(minutes));
  return (
    <Stack component="form" sx={{ gap: 1.5, maxWidth: 420 }} onSubmit={(event) => { event.preventDefault(); action.run(() => client.sso.setIdleLock({ minutes: Number(text) }), () => t('identity.admin.idleSaved')); }}>
      <Typography variant="h2">{t('identity.admin.idle')}</Typography>
      <TextField type="number" label={t('identity.admin.idleMinutes')} helperText={t('identity.admin.idleHint')} value={text} onChange={(event) => setText(event.target.value)} slotProps={{ htmlInput: { min: 0, max: 480 } }} />
      <Button type="submit" variant="outlined" disabled={text === '' || action.pending} sx={{ alignSelf: 'flex-start' }}>
        {t('identity.admin.save')}
      </Button>
    </Stack>
  );
}
