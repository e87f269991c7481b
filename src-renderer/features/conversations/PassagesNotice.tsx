import { Button, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '#renderer/client/identity-context.tsx';
import { Notice } from '#renderer/components/Notice.tsx';

/** Says that passages are quoted because no model answered, and what changes that. */
export function PassagesNotice({ reason }: { reason: string | null }) {
  const { t, i18n } = useTranslation();
  const mayManage = useMay('models:manage');
  // The core's own reason says what to do as well; it writes English only.
  const fromCore = i18n.language === 'en' ? reason : null;
  const open = mayManage && (
    <Button component={Link} to="/models" variant="outlined" size="small">
      {t('ask.mode.open')}
    </Button>
  );
  return (
    <Notice state="degraded" action={open}>
      <Typography variant="body2">{fromCore ?? t('ask.mode.title')}</Typography>
      {fromCore === null && <Typography variant="body2">{mayManage ? t('ask.mode.add') : t('ask.mode.askAdmin')}</Typography>}
    </Notice>
  );
}
