import { Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';

/** Says that a long conversation was cut at its beginning; nothing where it was not. */
export function LeftOutTurns({ turns }: { turns: number }) {
  const { t } = useTranslation();
  if (turns === 0) return null;
  return (
    <Typography variant="body2" color="textSecondary">
      {t('ask.leftOut', { count: turns })}
    </Typography>
  );
}
