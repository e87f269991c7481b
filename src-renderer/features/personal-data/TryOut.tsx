import { Box, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonalDataSettings } from '#shared/contract/personal-data.ts';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { FoundPieces } from './FoundPieces.tsx';
import { useTryOut } from './use-try-out.ts';

const MOST = 20_000;

/** Type or paste a text and see what would be recognised. */
export function TryOut({ settings }: { settings: PersonalDataSettings }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const tried = useTryOut(text, settings, text.trim() !== '');
  return (
    <Stack component="section" sx={{ gap: 1.5 }}>
      <Typography variant="h2">{t('personalData.try.title')}</Typography>
      <TextField multiline minRows={3} maxRows={12} label={t('personalData.try.text')} helperText={t('personalData.try.hint')} value={text} onChange={(event) => setText(event.target.value.slice(0, MOST))} />
      <Box aria-live="polite">
        {tried.isError && <FailureNotice failure={tried.error} />}
        {text.trim() !== '' && tried.data !== undefined && <FoundPieces text={tried.data.text} matches={tried.data.matches} />}
      </Box>
    </Stack>
  );
}
