import { Button, Stack, TextField, Typography } from '@mui/material';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { PasswordField, SHORTEST_PASSWORD } from '#renderer/components/PasswordField.tsx';

export interface PlantForm {
  plant: string;
  admin: string;
  password: string;
}

interface Props {
  form: PlantForm;
  onChange: (form: PlantForm) => void;
  /** Why the password was refused, if it was. */
  failure: unknown;
  onNext: () => void;
}

/** First step: the plant's name and its first admin. */
export function PlantStep({ form, onChange, failure, onNext }: Props) {
  const { t } = useTranslation();
  const { plant, admin, password } = form;
  const short = password !== '' && password.length < SHORTEST_PASSWORD;
  const complete = plant.trim() !== '' && admin.trim() !== '' && password.length >= SHORTEST_PASSWORD;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) onNext();
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 2 }}>
      <Typography variant="h1">{t('setup.plant.title')}</Typography>
      <Typography color="textSecondary">{t('setup.plant.body')}</Typography>
      <TextField autoFocus fullWidth required label={t('setup.plant.plant')} helperText={t('setup.plant.plantHint')} value={plant} onChange={(event) => onChange({ ...form, plant: event.target.value })} />
      <TextField fullWidth required label={t('setup.plant.admin')} helperText={t('setup.plant.adminHint')} autoComplete="username" value={admin} onChange={(event) => onChange({ ...form, admin: event.target.value })} />
      <PasswordField required label={t('setup.plant.password')} error={short} helperText={short ? t('auth.password.short') : t('auth.password.rule')} autoComplete="new-password" value={password} onChange={(event) => onChange({ ...form, password: event.target.value })} />
      {failure !== null && <FailureNotice failure={failure} />}
      <Button type="submit" variant="contained" disabled={!complete} sx={{ alignSelf: 'flex-end' }}>
        {t('setup.plant.submit')}
      </Button>
    </Stack>
  );
}
