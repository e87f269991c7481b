import { Box, Stack, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { Feedback } from '#shared/contract/feedback.ts';
import { Facts } from '#renderer/components/Facts.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { QuotedText } from '#renderer/components/QuotedText.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';

/** One judgement: what was asked and answered, what would be right, and what the answer was made from. */
export function FeedbackItem({ feedback: { verdict, reason, correction, question, answer, model, label, sources, by, at } }: { feedback: Feedback }) {
  const { t } = useTranslation();
  const facts: readonly (readonly [string, string] | false)[] = [
    [t('feedback.model'), model ?? t('feedback.noModel')],
    label !== null && [t('feedback.label'), t(`common.labels.${label}`)],
    sources.length > 0 && [t('feedback.sources'), sources.map(({ file, page, section }) => placeOf(file, page === null ? section : t('feedback.page', { page }))).join('; ')],
  ];
  return (
    <Stack component="article" aria-label={question} sx={({ tokens }) => ({ gap: 1, padding: 2, border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface })}>
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <StatusChip state={verdict === 'good' ? 'ready' : 'failed'}>{t(`feedback.verdicts.${verdict}`)}</StatusChip>
        {reason !== null && <Typography variant="body2">{t(`ask.feedback.reasons.${reason}`)}</Typography>}
        <Typography variant="body2" color="textSecondary" sx={{ marginInlineStart: 'auto' }}>
          {t('feedback.said', { name: by, time: formatTime(at) })}
        </Typography>
      </Stack>
      <Typography variant="h3" sx={{ overflowWrap: 'anywhere' }}>
        {question}
      </Typography>
      {correction !== null && (
        <Box sx={({ tokens }) => ({ borderInlineStart: `4px solid ${tokens.states.ready.ink}`, paddingInlineStart: 1.5 })}>
          <Typography variant="body2" color="textSecondary">
            {t('feedback.correction')}
          </Typography>
          <QuotedText>{correction}</QuotedText>
        </Box>
      )}
      <Box component="details">
        <Box component="summary" sx={{ cursor: 'pointer', minHeight: 44, alignContent: 'center' }}>
          {t('feedback.answer')}
        </Box>
        <QuotedText>{answer}</QuotedText>
      </Box>
      <Facts facts={facts} />
    </Stack>
  );
}

const placeOf = (file: string, where: string | null): string => (where ? `${file}, ${where}` : file);
