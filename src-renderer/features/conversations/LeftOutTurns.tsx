import { Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';

interface Props {
  /** Messages that did not fit. */
  turns: number;
  /** Questions that rest on what has changed or may not be read any more. */
  lost?: number;
}

/** Says that the model did not see all of a conversation; nothing where it did. */
export function LeftOutTurns({ turns, lost = 0 }: Props) {
  const { t } = useTranslation();
  const sentences = [...(turns > 0 ? [t('ask.leftOut', { count: turns })] : []), ...(lost > 0 ? [t('ask.budget.lost', { count: lost })] : [])];
  return sentences.map((sentence) => (
    <Typography key={sentence} variant="body2" color="textSecondary">
      {sentence}
    </Typography>
  ));
}
