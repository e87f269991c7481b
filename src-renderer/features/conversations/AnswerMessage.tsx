import { Box, Stack, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { Message } from '#shared/contract/conversations.ts';
import type { GivenArguments } from '#shared/contract/agent-answers.ts';
import type { Citation } from '#shared/contract/passages.ts';
import { AnswerData } from '#renderer/components/answer-data/AnswerData.tsx';
import { AnswerSteps } from '#renderer/components/answer-data/AnswerSteps.tsx';
import { MissingForm } from '#renderer/components/answer-data/MissingForm.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { PassageCard } from '#renderer/components/PassageCard.tsx';
import { SafetyBlock } from '#renderer/components/SafetyBlock.tsx';
import { useSourcePanel } from '#renderer/components/source-panel.tsx';
import { ApprovalNotice, waitsOnly } from './ApprovalNotice.tsx';
import { AnswerActions } from './AnswerActions.tsx';
import type { Answerer } from './create-answers.ts';
import { AnswerText } from './AnswerText.tsx';
import { GuardrailNotice } from './GuardrailNotice.tsx';
import { LeftOutTurns } from './LeftOutTurns.tsx';
import { ModelReason } from './ModelReason.tsx';
import { OutdatedSources } from './OutdatedSources.tsx';
import { PassagesNotice } from './PassagesNotice.tsx';
import { PersonalDataNotice } from './PersonalDataNotice.tsx';
import { quotedReason } from './quoted-reason.ts';
import { RoutedNotice } from './RoutedNotice.tsx';
import { SearchSteps } from './SearchSteps.tsx';

const SOURCE_LINES = 2;

interface Props {
  message: Message;
  idle: boolean;
  /** Whether nothing was asked after it. */
  newest: boolean;
  /** Approvals that answers of this conversation wait for. */
  waits: ReadonlySet<string>;
  onRegenerate: (() => void) | undefined;
  another: { question: string; ask: (answerer: Answerer) => void } | undefined;
  /** Goes on with what its agent asked for. */
  onGiven: (given: GivenArguments) => void;
}

/** A finished answer: warnings above it, its words, its sources, what can be done with it. */
export function AnswerMessage({ message, idle, newest, waits, onRegenerate, another, onGiven }: Props) {
  const { t } = useTranslation();
  const quoted = message.mode !== 'generated' && message.citations.length > 0;
  const { label } = message;
  return (
    <Box component="article" aria-label={t('ask.answer')} data-mode={message.mode ?? undefined}>
      <Stack sx={{ gap: 1.25 }}>
        {message.routed && <RoutedNotice routed={message.routed} another={newest && idle ? another : undefined} />}
        <OutdatedSources citations={message.citations} />
        <PersonalDataNotice found={message.personalData} />
        {message.agent && <AnswerSteps answer={message.agent} />}
        {message.agent && <ApprovalNotice answer={message.agent} waits={waits} />}
        <SearchSteps steps={message.steps} rewritten={message.understood?.rewritten ?? null} />
        {message.mode === 'nothing' && <Notice state="idle">{message.citations.length > 0 ? t('ask.nothing.nearest') : t('ask.nothing.none')}</Notice>}
        <GuardrailNotice verdict={message.guardrails} />
        {message.mode === 'passages' && message.guardrails?.action !== 'refused' && <PassagesNotice reason={quotedReason(message)} />}
        {label !== null && label !== 'public' && (
          <Typography variant="body2" sx={{ fontWeight: 600 }}>
            {t('ask.label', { label: t(`common.labels.${label}`) })}
          </Typography>
        )}
        {message.sentTo !== null && (
          <Notice state="degraded">
            <Typography variant="body2">{t('ask.leftMachine', { host: message.sentTo })}</Typography>
          </Notice>
        )}
        {!quoted && message.mode !== 'nothing' && !waitsOnly(message) && <AnswerText text={message.content} citations={message.citations} unsupported={message.unsupported} />}
        {message.agent && <AnswerData output={message.agent.output} />}
        {message.agent?.needs && <MissingForm needs={message.agent.needs} disabled={!idle} onGiven={onGiven} />}
        {!quoted &&
          message.safety.map(({ n, text }) => (
            <SafetyBlock key={`${n} ${text}`}>{`${text} [${n}]`}</SafetyBlock>
          ))}
        <ModelReason model={message.model} why={message.usage?.modelReason ?? null} />
        <LeftOutTurns turns={message.usage?.leftOutTurns ?? 0} lost={message.budget?.turns.lost ?? 0} />
        {message.unsupported.length > 0 && (
          <Notice state="degraded">
            <Typography variant="body2">{t('ask.unsupportedCount', { count: message.unsupported.length })}</Typography>
          </Notice>
        )}
        {message.interrupted !== null && (
          <Notice state="degraded">
            <Typography variant="body2">{t('ask.interrupted', { reason: message.interrupted })}</Typography>
          </Notice>
        )}
        {message.citations.length > 0 && <Sources title={message.mode === 'nothing' ? t('ask.nothing.title') : quoted ? t('ask.quotedPassages') : t('ask.sources')} citations={message.citations} whole={quoted} />}
        <AnswerActions message={message} idle={idle} onRegenerate={onRegenerate} another={another} />
      </Stack>
    </Box>
  );
}

function Sources({ title, citations, whole }: { title: string; citations: readonly Citation[]; whole: boolean }) {
  const { current } = useSourcePanel();
  return (
    <Box component="section" aria-label={title}>
      <Typography variant="h3" component="h3" sx={{ marginBottom: 1 }}>
        {title}
      </Typography>
      <Stack sx={{ gap: 1 }}>
        {citations.map((citation) => (
          <PassageCard
            key={citation.n}
            passage={citation}
            n={citation.n}
            text={citation.quote}
            selected={current?.documentId === citation.document.id && current.n === citation.n}
            {...(whole ? {} : { lines: SOURCE_LINES })}
          />
        ))}
      </Stack>
    </Box>
  );
}
