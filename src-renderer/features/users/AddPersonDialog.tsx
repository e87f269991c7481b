import { Button, Dialog, DialogActions, DialogContent, DialogTitle, MenuItem, Stack, TextField } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Role, ROLES } from '#shared/contract/permissions.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { PasswordField, SHORTEST_PASSWORD } from '#renderer/components/PasswordField.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { PEOPLE_KEY } from './use-people-actions.ts';

export function AddPersonDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('user');
  const [password, setPassword] = useState('');
  const [email, setEmail] = useState('');
  const add = useMutation({
    mutationFn: () => client.users.add({ name: name.trim(), role, password, ...(email.trim() === '' ? {} : { email: email.trim() }) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: PEOPLE_KEY });
      showToast({ state: 'ready', text: t('admin.people.added', { name: name.trim() }) });
      onClose();
    },
  });
  const complete = name.trim() !== '' && password.length >= SHORTEST_PASSWORD;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) add.mutate();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm">
      <form onSubmit={submit}>
        <DialogTitle>{t('admin.people.addTitle')}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, paddingTop: 1 }}>
            <TextField autoFocus fullWidth required label={t('common.name')} value={name} onChange={(event) => setName(event.target.value)} />
            <TextField select fullWidth label={t('common.role')} value={role} onChange={(event) => setRole(ROLES.find((each) => each === event.target.value) ?? role)}>
              {ROLES.map((each) => (
                <MenuItem key={each} value={each}>
                  {t(`common.roles.${each}`)}
                </MenuItem>
              ))}
            </TextField>
            <PasswordField required label={t('admin.people.password')} helperText={t('admin.people.passwordHint')} autoComplete="new-password" value={password} onChange={(event) => setPassword(event.target.value)} />
            <TextField fullWidth type="email" autoComplete="off" label={t('admin.people.emailOptional')} helperText={t('admin.people.emailHint')} value={email} onChange={(event) => setEmail(event.target.value)} />
            {add.isError && <FailureNotice failure={add.error} />}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!complete || add.isPending}>
            {t('admin.people.add')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
