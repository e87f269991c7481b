import { Button, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '#renderer/client/identity-context.tsx';
import { Notice } from '#renderer/components/Notice.tsx';

/** Says that passages are quoted because no model answered, and what changes that. */
export function PassagesNotice({ reason }: { reason: string | null }) {
  const { t, i18n } = useTranslation();
  const mayManage = useMay('models:manage');
  const open = mayManage && (
    <Button component={Link} to="/models" variant="outlined" size="small">
      {t('ask.mode.open')}
    </Button>
  );
  return (
    <Notice state="degraded" action={open}>
      <Typography variant="body2">{i18n.language === 'en' && reason !== null ? reason : t('ask.mode.title')}</Typography>
      <Typography variant="body2" color="textSecondary">
        {mayManage ? t('ask.mode.add') : t('ask.mode.askAdmin')}
      </Typography>
    </Notice>
  );
}
