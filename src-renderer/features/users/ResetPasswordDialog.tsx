import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserSummary } from '#shared/contract/users.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { PasswordField, SHORTEST_PASSWORD } from '#renderer/components/PasswordField.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { PEOPLE_KEY } from './use-people-actions.ts';

export function ResetPasswordDialog({ person: { id, name }, onClose }: { person: UserSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [password, setPassword] = useState('');
  const reset = useMutation({
    mutationFn: () => client.users.resetPassword({ id, password }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: PEOPLE_KEY });
      showToast({ state: 'ready', text: t('admin.people.wasReset', { name }) });
      onClose();
    },
  });
  const complete = password.length >= SHORTEST_PASSWORD;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) reset.mutate();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm">
      <form onSubmit={submit}>
        <DialogTitle>{t('admin.people.resetTitle', { name })}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, paddingTop: 1 }}>
            <Typography variant="body2">{t('admin.people.resetNote')}</Typography>
            <PasswordField autoFocus required label={t('auth.password.next')} helperText={t('auth.password.rule')} autoComplete="new-password" value={password} onChange={(event) => setPassword(event.target.value)} />
            {reset.isError && <FailureNotice failure={reset.error} />}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!complete || reset.isPending}>
            {t('admin.people.reset')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
