import { Box, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { InvestigationStep } from '#shared/contract/conversations.ts';

/** The searches that led to an answer; one alone needs no words, nor does a further one that found nothing new. */
export function SearchSteps({ steps: all, rewritten }: { steps: readonly InvestigationStep[]; rewritten: string | null }) {
  const { t } = useTranslation();
  const steps = all.filter(({ passages }, at) => at === 0 || passages > 0);
  if (steps.length < 2 && rewritten === null) return null;
  return (
    <Box component="ol" aria-label={t('ask.steps.title')} sx={{ margin: 0, paddingInlineStart: 2.5 }}>
      {steps.map(({ why, query, passages }, index) => (
        <Typography key={index} component="li" variant="body2" color="textSecondary">
          {t(`ask.steps.${why}`, { query, count: passages })}
        </Typography>
      ))}
      {steps.length < 2 && rewritten !== null && (
        <Typography component="li" variant="body2" color="textSecondary">
          {t('ask.steps.rewritten', { query: rewritten })}
        </Typography>
      )}
    </Box>
  );
}
