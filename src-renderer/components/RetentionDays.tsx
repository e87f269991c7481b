import { Button, Stack, TextField } from '@mui/material';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_RETENTION_DAYS, MIN_RETENTION_DAYS } from '#shared/contract/audit.ts';

interface Props {
  /** As it is set; null for ever. */
  days: number | null;
  pending: boolean;
  /** What saving is called where more than one such form stands on a screen. */
  saveName?: string;
  onSet: (days: number | null) => void;
}

/** For how many days something is kept. */
export function RetentionDays({ days, pending, saveName, onSet }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(days === null ? '' : String(days));
  const number = /^\d+$/.test(wanted.trim()) ? Number(wanted) : Number.NaN;
  const fits = number >= MIN_RETENTION_DAYS && number <= MAX_RETENTION_DAYS;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fits) onSet(number);
  };
  return (
    <Stack component="form" direction="row" onSubmit={submit} sx={{ gap: 1, flexWrap: 'wrap', alignItems: 'start' }}>
      <TextField
        size="small"
        label={t('record.retention.days')}
        value={wanted}
        error={wanted !== '' && !fits}
        helperText={wanted !== '' && !fits ? t('record.retention.bounds', { least: MIN_RETENTION_DAYS, most: MAX_RETENTION_DAYS }) : undefined}
        onChange={(event) => setWanted(event.target.value)}
        slotProps={{ htmlInput: { inputMode: 'numeric', maxLength: 5 }, inputLabel: { shrink: true } }}
      />
      <Button type="submit" variant="outlined" aria-label={saveName} disabled={!fits || number === days || pending}>
        {t('common.save')}
      </Button>
      {days !== null && (
        <Button disabled={pending} onClick={() => onSet(null)}>
          {t('record.retention.keepForEver')}
        </Button>
      )}
    </Stack>
  );
}
