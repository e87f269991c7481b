import Person from '@mui/icons-material/PersonOutlined';
import { Box, Stack, TextField, Typography } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PiiKind } from '#shared/contract/personal-data.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useDebounced } from '#renderer/components/use-debounced.ts';

const MOST = 20_000;
const WAIT_MS = 300;

/** Type or paste a text and see what would be recognised, each piece with its kind in words. */
export function TryOut({ kinds }: { kinds: readonly PiiKind[] }) {
  const { t } = useTranslation();
  const client = useClient();
  const [text, setText] = useState('');
  const asked = useDebounced(text, WAIT_MS);
  const tried = useQuery({
    queryKey: ['personal-data-try', asked, kinds],
    queryFn: async ({ signal }) => ({ text: asked, ...(await client.personalData.tryOut({ text: asked, kinds: [...kinds] }, { signal })) }),
    enabled: asked.trim() !== '',
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  const found = asked.trim() === '' ? undefined : tried.data;
  return (
    <Stack component="section" sx={{ gap: 1.5 }}>
      <Typography variant="h2">{t('personalData.try.title')}</Typography>
      <TextField multiline minRows={3} label={t('personalData.try.text')} helperText={t('personalData.try.hint')} value={text} onChange={(event) => setText(event.target.value.slice(0, MOST))} />
      <Box aria-live="polite">
        {found !== undefined && (
          <Stack sx={{ gap: 1 }}>
            <Typography sx={{ fontWeight: 600 }}>{t('personalData.try.count', { count: found.matches.length })}</Typography>
            <Stack component="ul" sx={{ gap: 0.5, margin: 0, paddingLeft: 0, listStyle: 'none' }}>
              {found.matches.map(({ kind, start, end }) => (
                <Stack key={start} component="li" direction="row" sx={{ gap: 1, alignItems: 'center' }}>
                  <Person fontSize="small" aria-hidden />
                  <Typography component="span" sx={{ fontWeight: 600 }}>
                    {t(`personalData.kinds.${kind}`)}
                  </Typography>
                  <Typography component="mark" sx={{ overflowWrap: 'anywhere' }}>
                    {found.text.slice(start, end)}
                  </Typography>
                </Stack>
              ))}
            </Stack>
          </Stack>
        )}
      </Box>
    </Stack>
  );
}
