import { Box, Button, Stack, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PlanStep, WaitingCall } from '#shared/contract/plans.ts';
import { AnswerData } from '#renderer/components/answer-data/AnswerData.tsx';
import { AnswerSteps } from '#renderer/components/answer-data/AnswerSteps.tsx';
import { CallArguments } from '#renderer/components/CallArguments.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { SafetyBlock } from '#renderer/components/SafetyBlock.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { usePlace } from '#renderer/components/use-place.ts';
import { STEP_STATE } from './plan-state.ts';

interface Props {
  n: number;
  step: PlanStep;
  /** Titles of the steps it waits for. */
  after: readonly string[];
  agentTitle: (agent: string | null) => string;
  /** Absent while it cannot be done again. */
  onRetry: (() => void) | undefined;
}

/** A step: what it is told, what it waits for, how it stands, and what came of it with its sources. */
export function PlanStepItem({ n, step: { key, title, instruction, agent, expected, state, attempts, error, waitsFor, result }, after, agentTitle, onRetry }: Props) {
  const { t } = useTranslation();
  const place = usePlace();
  const sources = [...new Set(result?.citations.map(place) ?? [])];
  return (
    <Box component="li" id={`step-${key}`} tabIndex={-1} sx={({ tokens }) => ({ listStyle: 'none', border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface, padding: 2 })}>
      <Stack sx={{ gap: 1 }}>
        <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
          <Typography variant="h3" component="h3" sx={{ flex: '1 1 16rem', overflowWrap: 'anywhere' }}>{`${n}. ${title}`}</Typography>
          <StatusChip state={STEP_STATE[state]}>{t(`plans.stepStates.${state}`)}</StatusChip>
          {onRetry && (
            <Button size="small" variant="outlined" aria-label={t('plans.retryNamed', { title })} onClick={onRetry}>
              {t('plans.retry')}
            </Button>
          )}
        </Stack>
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {instruction}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {[t('plans.by', { agent: agentTitle(agent) }), after.length === 0 ? t('plans.first') : t('plans.after', { steps: after.join(', ') }), ...(expected === '' ? [] : [t('plans.expected', { expected })]), ...(attempts > 1 ? [t('plans.attempts', { count: attempts })] : [])].join(' · ')}
        </Typography>
        {state === 'approval' && (
          <Notice state="degraded" action={<Button size="small" variant="outlined" component={Link} to={waitsFor ? `/approvals/${waitsFor.approval}` : '/approvals'}>{t('plans.toApproval')}</Button>}>
            {waitsFor === null ? t('plans.approvalWaits') : <WaitingCallText call={waitsFor} />}
          </Notice>
        )}
        {error !== null && <Notice state="failed">{error}</Notice>}
        {result && (
          <Stack component="section" aria-label={t('plans.result')} sx={{ gap: 1 }}>
            {result.agent && <AnswerSteps answer={result.agent} />}
            {result.label !== null && result.label !== 'public' && (
              <Typography variant="body2" sx={{ fontWeight: 600 }}>
                {t('ask.label', { label: t(`common.labels.${result.label}`) })}
              </Typography>
            )}
            {result.sentTo !== null && <Notice state="degraded">{t('ask.leftMachine', { host: result.sentTo })}</Notice>}
            <Typography sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{result.content}</Typography>
            {result.safety.map(({ n: of, text }) => (
              <SafetyBlock key={`${of} ${text}`}>{text}</SafetyBlock>
            ))}
            {result.agent && <AnswerData output={result.agent.output} />}
            {result.unsupported.length > 0 && <Notice state="degraded">{t('ask.unsupportedCount', { count: result.unsupported.length })}</Notice>}
            {sources.length > 0 && (
              <Typography variant="body2" color="textSecondary">
                {t('plans.sources', { sources: sources.join('; ') })}
              </Typography>
            )}
          </Stack>
        )}
      </Stack>
    </Box>
  );
}

function WaitingCallText({ call: { tool, arguments: given, asked, needed, expiresAt } }: { call: WaitingCall }) {
  const { t, i18n } = useTranslation();
  const names = asked.length === 0 ? t('plans.anyAdmin') : new Intl.ListFormat(i18n.language, { type: 'disjunction' }).format(asked);
  return (
    <Stack sx={{ gap: 0.5 }}>
      <Typography variant="body2">{t(needed > 1 ? 'plans.waitsForSeveral' : 'plans.waitsFor', { tool, names, needed, time: formatTime(expiresAt) })}</Typography>
      <CallArguments values={given} />
      <Typography variant="body2">{t('plans.goesOn')}</Typography>
    </Stack>
  );
}
