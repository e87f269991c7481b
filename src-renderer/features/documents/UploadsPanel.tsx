import Close from '@mui/icons-material/CloseOutlined';
import { Box, Button, IconButton, Paper, Stack, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { ProgressBar } from '#renderer/components/Waiting.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { useUploads, useUploadsState } from './uploads-context.tsx';
import type { Upload } from './uploads.ts';

const SHOWN = 6;

/** Files on their way, and what became of the batch. */
export function UploadsPanel() {
  const { t } = useTranslation();
  const uploads = useUploads();
  const { uploads: all, duplicates } = useUploadsState();
  const sending = all.filter(({ state }) => state !== 'refused');
  return (
    <>
      {sending.length > 0 && (
        <Paper variant="outlined" component="section" aria-label={t('documents.uploads.title', { count: sending.length })} sx={{ padding: 1.5 }}>
          <Stack direction="row" sx={{ alignItems: 'center', gap: 1 }}>
            <Typography variant="h3" component="h2" sx={{ flex: 1 }}>
              {t('documents.uploads.title', { count: sending.length })}
            </Typography>
            <Button size="small" onClick={() => uploads.drop(sending.map(({ id }) => id))}>
              {t('documents.uploads.stopAll')}
            </Button>
          </Stack>
          {sending.slice(0, SHOWN).map((upload) => (
            <UploadRow key={upload.id} upload={upload} onStop={() => uploads.drop([upload.id])} />
          ))}
        </Paper>
      )}
      {sending.length === 0 && duplicates.length > 0 && (
        <Notice state="idle">
          <Typography variant="body2" title={duplicates.join('\n')}>
            {duplicates.length === 1 ? t('documents.uploads.duplicate', { name: duplicates[0] ?? '' }) : t('documents.uploads.duplicates', { count: duplicates.length })}
          </Typography>
        </Notice>
      )}
    </>
  );
}

function UploadRow({ upload: { name, state, progress }, onStop }: { upload: Upload; onStop: () => void }) {
  const { t } = useTranslation();
  const words = state === 'waiting' ? t('documents.uploads.waiting') : t('documents.uploads.progress', { percent: Math.round(progress * 100) });
  return (
    <Stack direction="row" sx={{ alignItems: 'center', gap: 1.5 }}>
      <Typography variant="body2" noWrap title={name} sx={{ flex: '1 1 40%', minWidth: 0 }}>
        {name}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ flex: '0 0 11em' }}>
        {words}
      </Typography>
      <Box sx={{ flex: '0 1 30%' }}>
        <ProgressBar share={progress} label={name} />
      </Box>
      <IconButton size="small" aria-label={t('documents.uploads.stop', { name })} onClick={onStop}>
        <Close fontSize="small" />
      </IconButton>
    </Stack>
  );
}
