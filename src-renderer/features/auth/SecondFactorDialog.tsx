import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack, TextField, Typography } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { Facts } from '#renderer/components/Facts.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { PasswordField } from '#renderer/components/PasswordField.tsx';
import { QrCode } from '#renderer/components/QrCode.tsx';
import { showToast } from '#renderer/components/toast-store.ts';

const KEY = ['second-factor'];

/** Switches the second factor of one's own local account on or off. */
export function SecondFactorDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const state = useQuery({ queryKey: KEY, queryFn: ({ signal }) => client.secondFactor.state({}, { signal }) });
  const begin = useMutation({ mutationFn: () => client.secondFactor.begin({ password }) });
  const confirm = useMutation({ mutationFn: () => client.secondFactor.confirm({ code: code.trim() }), onError: () => setCode('') });
  const remove = useMutation({
    mutationFn: () => client.secondFactor.remove({ password }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: KEY });
      showToast({ state: 'idle', text: t('identity.factor.removed') });
      onClose();
    },
  });
  const on = state.data?.on === true;
  const failure = confirm.error ?? begin.error ?? remove.error ?? state.error;
  const close = () => {
    void queries.invalidateQueries({ queryKey: KEY });
    onClose();
  };

  if (confirm.data) {
    return (
      <Dialog open fullWidth maxWidth="xs" aria-label={t('identity.factor.recoveryTitle')}>
        <DialogTitle>{t('identity.factor.recoveryTitle')}</DialogTitle>
        <DialogContent>
          <Typography>{t('identity.factor.recovery')}</Typography>
          <Stack component="ul" sx={({ typography }) => ({ fontFamily: 'monospace', fontSize: typography.body1.fontSize })}>
            {confirm.data.recoveryCodes.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button autoFocus variant="contained" onClick={close}>
            {t('identity.factor.kept')}
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  const submit = () => (begin.data ? confirm.mutate() : on ? remove.mutate() : begin.mutate());
  const label = begin.data ? t('identity.factor.confirm') : on ? t('identity.factor.remove') : t('identity.factor.begin');
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs">
      <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <DialogTitle>{t('identity.factor.title')}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2 }}>
            <Typography>{on ? t('identity.factor.isOn', { count: state.data?.recoveryCodes ?? 0 }) : t('identity.factor.body')}</Typography>
            {begin.data ? (
              <>
                <Typography>{t('identity.factor.scan')}</Typography>
                <QrCode text={begin.data.uri} label={t('identity.factor.picture')} />
                <Facts facts={[[t('identity.factor.secret'), begin.data.secret]]} />
                <TextField autoFocus fullWidth required label={t('identity.factor.code')} autoComplete="one-time-code" value={code} onChange={(event) => setCode(event.target.value)} />
              </>
            ) : (
              <PasswordField autoFocus required label={t('identity.factor.password')} autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
            )}
            {failure !== null && <FailureNotice failure={failure} />}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={begin.data ? !/^\s*\d{6}\s*$/.test(code) : password === ''}>
            {label}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
