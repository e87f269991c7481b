import { Box, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { useMay } from '#renderer/client/identity-context.tsx';
import { droppedFiles } from '#renderer/components/dropped-files.ts';
import { showToast } from '#renderer/components/toast-store.ts';
import { droppedPictures } from '#renderer/features/conversations/dropped-pictures.ts';
import { isPicture } from '#renderer/features/conversations/picture-files.ts';
import { useUploads } from '#renderer/features/documents/uploads-context.tsx';
import { isModelFile } from '#renderer/features/models/model-imports.ts';
import { useModelImports } from '#renderer/features/models/model-imports-context.tsx';
import { useWindowDrop } from './use-window-drop.ts';

/** Files can be dropped anywhere on the window: models go to Models, on Ask the text of pictures into the question, everything else to Documents. */
export function DropZone() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const uploads = useUploads();
  const imports = useModelImports();
  const asking = useLocation().pathname.startsWith('/ask');
  const mayUpload = useMay('documents:upload');
  const mayManage = useMay('models:manage');

  const take = async (transfer: DataTransfer) => {
    const files = await droppedFiles(transfer);
    if (asking && files.length > 0 && files.every(({ file }) => isPicture(file))) return droppedPictures.set(files.map(({ file }) => file));
    const models = files.filter(({ file }) => isModelFile(file.name));
    const documents = files.filter(({ file }) => !isModelFile(file.name));
    if (models.length > 0) {
      if (mayManage) models.forEach(({ file }) => imports.add(file));
      else showToast({ state: 'failed', text: t('frame.drop.modelForbidden') });
    }
    if (documents.length > 0) {
      if (mayUpload) uploads.add(documents, 'internal');
      else showToast({ state: 'failed', text: t('frame.drop.forbidden') });
    }
    if (documents.length > 0 && mayUpload) void navigate('/documents');
    else if (models.length > 0 && mayManage) void navigate('/models');
  };
  const over = useWindowDrop((transfer) => void take(transfer));
  if (!over) return null;
  return (
    <Box sx={({ tokens }) => ({ position: 'fixed', inset: 8, zIndex: 3000, pointerEvents: 'none', display: 'flex', flexDirection: 'column', alignItems: 'center', justifyContent: 'center', gap: 1, border: `4px dashed ${tokens.ink}`, borderRadius: 2, backgroundColor: tokens.canvas, opacity: 0.95 })}>
      <Typography variant="h1" component="p">
        {mayUpload ? t('frame.drop.documents') : t('frame.drop.forbidden')}
      </Typography>
      {asking && <Typography>{t('frame.drop.picture')}</Typography>}
      {mayManage && <Typography>{t('frame.drop.model')}</Typography>}
    </Box>
  );
}
