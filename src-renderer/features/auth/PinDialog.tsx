import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { PasswordField } from '#renderer/components/PasswordField.tsx';
import { useAction } from '#renderer/components/use-action.ts';

const KEY = ['offline', 'state'];

/** Sets, changes or removes the PIN that signs in without a network. */
export function PinDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const [pin, setPin] = useState('');
  const action = useAction(KEY);
  const state = useQuery({ queryKey: KEY, queryFn: ({ signal }) => client.offline.state({}, { signal }) });
  const complete = /^\d{6,12}$/.test(pin);
  const until = state.data?.until ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) action.run(async () => { await client.offline.setPin({ pin }); onClose(); }, () => t('identity.pin.wasSet'));
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs">
      <form onSubmit={submit}>
        <DialogTitle>{t('identity.pin.title')}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2 }}>
            <Typography>{t('identity.pin.body')}</Typography>
            {state.data && <Typography role="status">{until === null ? t('identity.pin.none') : t('identity.pin.until', { time: formatTime(until) })}</Typography>}
            <PasswordField autoFocus required label={t('identity.pin.pin')} helperText={t('identity.pin.rule')} autoComplete="off" value={pin} onChange={(event) => setPin(event.target.value)} />
            {state.isError && <FailureNotice failure={state.error} />}
          </Stack>
        </DialogContent>
        <DialogActions>
          {until !== null && <Button color="error" onClick={() => action.run(() => client.offline.removePin({}), () => t('identity.pin.wasRemoved'))}>{t('identity.pin.remove')}</Button>}
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!complete || action.pending}>
            {t('identity.pin.set')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
