import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack, Typography } from '@mui/material';
import type { UseQueryResult } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from './FailureNotice.tsx';
import { formatTime } from './format.ts';
import { Waiting } from './Waiting.tsx';

interface Version<Definition> {
  version: number;
  /** Null where it was removed. */
  definition: Definition | null;
  savedAt: string;
}

interface Props<Definition> {
  /** What it is called before people. */
  name: string;
  current: number;
  shown: UseQueryResult<{ versions: Version<Definition>[] }>;
  onRestore: (definition: Definition) => void;
  onClose: () => void;
}

/** Every version of something an admin set up; one of them can be used again, as a new version. */
export function DefinitionVersions<Definition>({ name, current, shown, onRestore, onClose }: Props<Definition>) {
  const { t } = useTranslation();
  const titleId = useId();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={titleId}>
      <DialogTitle id={titleId}>{t('agents.versionsTitle', { name })}</DialogTitle>
      <DialogContent>
        {shown.isLoading && <Waiting>{t('common.loading')}</Waiting>}
        {shown.isError && <FailureNotice failure={shown.error} />}
        {shown.data?.versions.length === 0 && <Typography>{t('agents.shipped')}</Typography>}
        <Stack component="ul" sx={{ listStyle: 'none', padding: 0, margin: 0, gap: 1 }}>
          {shown.data?.versions.map(({ version, definition: old, savedAt }) => (
            <Box component="li" key={version} sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
              <Typography sx={{ flex: 1 }}>
                {t('agents.versionRow', { version, time: formatTime(savedAt) })}
                {old === null && `: ${t('agents.versionRemoved')}`}
              </Typography>
              {old !== null && version !== current && <Button onClick={() => onRestore(old)}>{t('agents.restore')}</Button>}
            </Box>
          ))}
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </DialogActions>
    </Dialog>
  );
}
