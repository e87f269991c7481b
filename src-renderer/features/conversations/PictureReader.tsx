import AddPhoto from '@mui/icons-material/AddPhotoAlternateOutlined';
import { Button, CircularProgress, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { FilePick } from '#renderer/components/FilePick.tsx';
import type { PictureText } from './use-picture-text.ts';

/** Offers to read a picture into the question, and says how far that is and what came of it. */
export function PictureReader({ reading, note, read, stop }: PictureText) {
  const { t } = useTranslation();
  if (reading === null) {
    return (
      <>
        <FilePick label={t('ask.picture.read')} accept="image/*" size="small" startIcon={<AddPhoto />} onFiles={(files) => read(files.map(({ file }) => file))} sx={({ measures }) => ({ minHeight: measures.target })} />
        <Typography variant="body2" role="status" color={note?.failed === true ? 'error' : 'textSecondary'} sx={{ overflowWrap: 'anywhere' }}>
          {note?.text}
        </Typography>
      </>
    );
  }
  return (
    <>
      <CircularProgress size={16} aria-hidden />
      <Typography variant="body2" role="status">
        {t('ask.picture.reading', { name: reading })}
      </Typography>
      <Button size="small" onClick={stop} sx={({ measures }) => ({ minHeight: measures.target })}>
        {t('ask.picture.stop')}
      </Button>
    </>
  );
}
