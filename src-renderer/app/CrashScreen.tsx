import { Button, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { CentredPaper } from '#renderer/components/CentredPaper.tsx';

export function CrashScreen({ crash }: { crash: Error }) {
  const { t } = useTranslation();
  return (
    <CentredPaper>
      <Typography variant="h1">{t('frame.crashed.title')}</Typography>
      <Typography>{t('frame.crashed.body')}</Typography>
      <Typography variant="caption" color="textSecondary">
        {crash.message}
      </Typography>
      <Button variant="contained" onClick={() => location.reload()}>
        {t('common.reload')}
      </Button>
    </CentredPaper>
  );
}
