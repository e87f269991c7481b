import { Button, FormControlLabel, Radio, RadioGroup, Stack, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#shared/contract/auth.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { toFailure } from '#renderer/client/failure.ts';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import type { PlantForm } from './PlantStep.tsx';

interface Props {
  setupToken: string;
  form: PlantForm;
  onBack: () => void;
  /** What was typed before will not do as a password: it is to be typed anew where it stands. */
  onPasswordRefused: (failure: unknown) => void;
  onCreated: (result: SignedIn) => void;
}

/** Second step: the sample plant or own documents; then the plant is created. */
export function DocumentsStep({ setupToken, form: { plant, admin, password }, onBack, onPasswordRefused, onCreated }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const [start, setStart] = useState<'sample' | 'own'>('sample');
  const create = useMutation({
    mutationFn: () => client.setup.bootstrap({ setupToken, plant: plant.trim(), admin: admin.trim(), password, sample: start === 'sample' }),
    onSuccess: onCreated,
    onError: (failure) => {
      if (toFailure(failure).code === 'PASSWORD_GUESSABLE') onPasswordRefused(failure);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 2 }}>
      <Typography variant="h1" id="setup-documents">
        {t('setup.documents.title')}
      </Typography>
      <RadioGroup aria-labelledby="setup-documents" value={start} onChange={(event) => setStart(event.target.value === 'own' ? 'own' : 'sample')} sx={{ gap: 1.5 }}>
        <Choice value="sample" title={t('setup.documents.sample')} body={t('setup.documents.sampleBody')} />
        <Choice value="own" title={t('setup.documents.own')} body={t('setup.documents.ownBody')} />
      </RadioGroup>
      {create.isError && <FailureNotice failure={create.error} />}
      <Stack direction="row" sx={{ justifyContent: 'space-between' }}>
        <Button onClick={onBack} disabled={create.isPending}>
          {t('common.back')}
        </Button>
        <Button type="submit" variant="contained" disabled={create.isPending}>
          {create.isPending ? t('setup.documents.creating') : t('setup.documents.submit')}
        </Button>
      </Stack>
    </Stack>
  );
}

function Choice({ value, title, body }: { value: string; title: string; body: string }) {
  const label = (
    <span>
      <Typography sx={{ fontWeight: 600 }}>{title}</Typography>
      <Typography variant="body2" color="textSecondary">
        {body}
      </Typography>
    </span>
  );
  return <FormControlLabel value={value} control={<Radio />} label={label} sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, padding: 1.5, margin: 0, alignItems: 'flex-start' })} />;
}
