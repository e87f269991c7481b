import { Box, Button, Stack, Typography } from '@mui/material';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilePick } from '#renderer/components/FilePick.tsx';
import { Notice } from '#renderer/components/Notice.tsx';

/** Third step: a model file, or none for now. */
export function ModelStep({ onDone }: { onDone: (file: File | null) => void }) {
  const { t } = useTranslation();
  const [wrong, setWrong] = useState<string | null>(null);
  const take = (file: File | undefined) => {
    if (file === undefined) return;
    if (file.name.toLowerCase().endsWith('.gguf')) onDone(file);
    else setWrong(file.name);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    take(event.dataTransfer.files[0]);
  };
  return (
    <Stack sx={{ gap: 2 }}>
      <Typography variant="h1">{t('setup.model.title')}</Typography>
      <Typography color="textSecondary">{t('setup.model.body')}</Typography>
      <Box onDragOver={(event) => event.preventDefault()} onDrop={drop} sx={({ tokens }) => ({ border: `2px dashed ${tokens.strongLine}`, borderRadius: 1, padding: 4, textAlign: 'center', display: 'flex', flexDirection: 'column', gap: 1.5, alignItems: 'center' })}>
        <Typography>{t('setup.model.drop')}</Typography>
        <FilePick variant="outlined" accept=".gguf" multiple={false} label={t('setup.model.browse')} onFiles={(files) => take(files[0]?.file)} />
      </Box>
      {wrong !== null && (
        <Notice urgent state="failed">
          {t('models.notGguf', { name: wrong })}
        </Notice>
      )}
      <Stack direction="row" sx={{ alignItems: 'center', gap: 2, justifyContent: 'flex-end', flexWrap: 'wrap' }}>
        <Typography variant="body2" color="textSecondary">
          {t('setup.model.withoutBody')}
        </Typography>
        <Button variant="contained" onClick={() => onDone(null)}>
          {t('setup.model.without')}
        </Button>
      </Stack>
    </Stack>
  );
}
