import { Button } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '#renderer/components/EmptyState.tsx';

export function MissingScreen() {
  const { t } = useTranslation();
  const back = (
    <Button component={Link} to="/ask" variant="contained">
      {t('frame.missing.action')}
    </Button>
  );
  return <EmptyState title={t('frame.missing.title')} body={t('frame.missing.body')} action={back} />;
}
