import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { PasswordField, SHORTEST_PASSWORD } from '#renderer/components/PasswordField.tsx';
import { showToast } from '#renderer/components/toast-store.ts';

export function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [repeat, setRepeat] = useState('');
  const short = next !== '' && next.length < SHORTEST_PASSWORD;
  const differs = repeat !== '' && repeat !== next;
  const complete = current !== '' && next.length >= SHORTEST_PASSWORD && next === repeat;
  const change = useMutation({
    mutationFn: () => client.auth.changePassword({ current, next }),
    onSuccess: () => {
      showToast({ state: 'ready', text: t('auth.password.done') });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) change.mutate();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs">
      <form onSubmit={submit}>
        <DialogTitle>{t('auth.password.title')}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, paddingTop: 1 }}>
            <PasswordField autoFocus required label={t('auth.password.current')} autoComplete="current-password" value={current} onChange={(event) => setCurrent(event.target.value)} />
            <PasswordField required label={t('auth.password.next')} error={short} helperText={short ? t('auth.password.short') : t('auth.password.rule')} autoComplete="new-password" value={next} onChange={(event) => setNext(event.target.value)} />
            <PasswordField required label={t('auth.password.repeat')} error={differs} helperText={differs ? t('auth.password.differs') : undefined} autoComplete="new-password" value={repeat} onChange={(event) => setRepeat(event.target.value)} />
            {change.isError && <FailureNotice failure={change.error} />}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!complete || change.isPending}>
            {t('auth.password.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
