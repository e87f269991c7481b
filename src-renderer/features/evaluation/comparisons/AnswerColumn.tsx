import { Stack, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { ComparedAnswer } from '#shared/contract/comparisons.ts';
import { formatDuration, formatNumber } from '#renderer/components/format.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { QuotedText } from '#renderer/components/QuotedText.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { useShare } from '#renderer/features/evaluation/use-share.ts';

/** The answer of one model with its measures; that it is not there yet, or why there is none. */
export function AnswerColumn({ name, answer }: { name: string; answer: ComparedAnswer | null }) {
  const { t } = useTranslation();
  return (
    <Stack component="section" aria-label={name} sx={({ tokens }) => ({ gap: 1, minWidth: 0, paddingBlockStart: 1, borderBlockStart: `2px solid ${tokens.line}` })}>
      <Typography sx={{ fontWeight: 700, overflowWrap: 'anywhere' }}>{name}</Typography>
      {answer === null && (
        <Typography variant="body2" color="textSecondary">
          {t('comparisons.notYet')}
        </Typography>
      )}
      {answer !== null && (answer.error === null ? <Answer answer={answer} /> : <Notice state="failed">{answer.error}</Notice>)}
    </Stack>
  );
}

function Answer({ answer: { content, mode, sentTo, citations, unsupported, usage, cited, overlap } }: { answer: ComparedAnswer }) {
  const { t, i18n } = useTranslation();
  const share = useShare();
  const number = (value: number, digits = 0): string => formatNumber(value, i18n.language, digits);
  const measured = [
    overlap !== null && t('comparisons.overlap', { share: share(overlap) }),
    unsupported.length > 0 && t('comparisons.unsupported', { count: unsupported.length }),
    usage !== null && t('comparisons.tokens', { read: number(usage.promptTokens), written: number(usage.completionTokens) }),
    usage?.firstTokenMs != null && t('comparisons.firstToken', { time: formatDuration(usage.firstTokenMs, t, i18n.language) }),
    usage?.tokensPerSecond != null && t('comparisons.speed', { speed: number(usage.tokensPerSecond, 1) }),
    sentTo !== null && t('comparisons.sentTo', { host: sentTo }),
  ].filter((each) => each !== false);
  return (
    <>
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', '&:empty': { display: 'none' } }}>
        {cited !== null && <StatusChip state={cited ? 'ready' : 'degraded'}>{t(cited ? 'comparisons.rightPlace' : 'comparisons.otherPlace')}</StatusChip>}
        {mode !== 'generated' && mode !== null && <StatusChip state="degraded">{t(`comparisons.modes.${mode}`)}</StatusChip>}
      </Stack>
      <QuotedText>{content}</QuotedText>
      {citations.length > 0 && (
        <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
          {citations.map(({ n, document, page }) => `[${n}] ${document.filename}${page === null ? '' : `, ${t('feedback.page', { page })}`}`).join('; ')}
        </Typography>
      )}
      <Typography variant="caption" color="textSecondary">
        {measured.join(' · ')}
      </Typography>
    </>
  );
}
