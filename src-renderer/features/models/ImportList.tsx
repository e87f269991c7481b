import Close from '@mui/icons-material/CloseOutlined';
import { Box, IconButton, Paper, Stack, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { ProgressBar } from '#renderer/components/Waiting.tsx';
import type { ModelImport } from './model-imports.ts';
import { useModelImports, useModelImportsState } from './model-imports-context.tsx';

/** Model files being installed, and how that ended. */
export function ImportList() {
  const imports = useModelImportsState();
  return imports.map((each) => <ImportRow key={each.id} item={each} />);
}

function ImportRow({ item: { id, name, stage, progress, failure } }: { item: ModelImport }) {
  const { t } = useTranslation();
  const imports = useModelImports();
  const over = stage === 'installed' || stage === 'failed';
  const close = over ? t('models.import.dismiss') : t('models.import.stop', { name });
  return (
    <Paper variant="outlined" component="section" aria-label={t('models.import.title', { name })} sx={{ padding: 1.5 }}>
      <Stack direction="row" sx={{ alignItems: 'center', gap: 1.5 }}>
        <Typography sx={{ flex: 1, minWidth: 0, fontWeight: 600, overflowWrap: 'anywhere' }}>{name}</Typography>
        {stage === 'installed' && <StatusChip state="ready">{t('models.import.installed', { name })}</StatusChip>}
        {!over && <StatusChip state="working">{t(`models.import.${stage}`)}</StatusChip>}
        <IconButton size="small" aria-label={close} title={close} onClick={() => imports.stop(id)}>
          <Close fontSize="small" />
        </IconButton>
      </Stack>
      {!over && (
        <Box sx={{ marginTop: 1 }}>
          <ProgressBar share={progress} label={t(`models.import.${stage}`)} />
        </Box>
      )}
      {failure !== null && <FailureNotice failure={failure} />}
    </Paper>
  );
}
