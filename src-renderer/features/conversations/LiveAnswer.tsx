import Stop from '@mui/icons-material/StopCircleOutlined';
import { Box, Button, Stack, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { PassageCard } from '#renderer/components/PassageCard.tsx';
import type { Citation, Passage } from '#shared/contract/passages.ts';
import { StepList } from '#renderer/components/answer-data/StepList.tsx';
import { useAnswers } from './answers-context.tsx';
import type { Answering } from './answering.ts';
import { AnswerProgress } from './AnswerProgress.tsx';
import { AnswerText } from './AnswerText.tsx';
import { CheckingNotice } from './GuardrailNotice.tsx';
import type { Answerer } from './create-answers.ts';
import { LeftOutTurns } from './LeftOutTurns.tsx';
import { ModelReason } from './ModelReason.tsx';
import { PersonalDataNotice } from './PersonalDataNotice.tsx';
import { QuestionText } from './QuestionMessage.tsx';
import { SearchSteps } from './SearchSteps.tsx';

const CARD_LINES = 4;

interface Props {
  id: string;
  answering: Answering;
  onAsk: (text: string, replaces?: string, harder?: boolean, answerer?: Answerer) => void;
  /** Of an answer that goes on by itself; any other is stopped where it was asked. */
  onStop?: () => void;
}

/** The question just asked (none where an answer goes on by itself) and what is known so far: passages first, since they may come minutes before the words. */
export function LiveAnswer({ id, answering, onAsk, onStop }: Props) {
  const { t } = useTranslation();
  const answers = useAnswers();
  const { question, questionId, replaces, passages, text, failure } = answering;
  const again = () => {
    answers.dismiss(id);
    onAsk(question, questionId ?? replaces ?? undefined);
  };
  return (
    <>
      {question !== '' && (
        <Box component="article" aria-label={t('ask.you')}>
          <QuestionText>{question}</QuestionText>
        </Box>
      )}
      <Box component="article" aria-label={t('ask.answer')} aria-busy={failure === null}>
        <Stack sx={{ gap: 1.5 }}>
          <AnswerProgress answering={answering} />
          {onStop && (
            <Button variant="outlined" startIcon={<Stop />} disabled={answering.phase === 'stopping'} onClick={onStop} sx={{ alignSelf: 'flex-start' }}>
              {t('ask.stopGoingOn')}
            </Button>
          )}
          <ModelReason model={answering.model?.name ?? null} why={answering.model?.why ?? null} />
          <PersonalDataNotice found={answering.personalData} />
          <LeftOutTurns turns={answering.leftOut} />
          {answering.agent && <StepList steps={answering.agent.actions} agent={answering.agent.name} />}
          <SearchSteps steps={answering.steps} rewritten={null} />
          <CheckingNotice how={answering.checking} />
          {text !== '' && <AnswerText text={text} citations={passages.map(provisional)} unsupported={[]} />}
          {failure !== null && (
            <>
              <FailureNotice failure={failure} kept={t('ask.lost')} onRetry={again} retryLabel={t('ask.resend')} />
              <Button size="small" sx={{ alignSelf: 'flex-start' }} onClick={() => answers.dismiss(id)}>
                {t('common.close')}
              </Button>
            </>
          )}
          {passages.length > 0 && <FoundPassages passages={passages} />}
        </Stack>
      </Box>
    </>
  );
}

/** While the answer is being written, `[n]` stands for the nth passage found. */
function provisional(passage: Passage, index: number): Citation {
  return { ...passage, n: index + 1, quote: passage.text };
}

function FoundPassages({ passages }: { passages: readonly Passage[] }) {
  const { t } = useTranslation();
  return (
    <Box component="section" aria-label={t('ask.passages')}>
      <Typography variant="h3" component="h3" sx={{ marginBottom: 1 }}>
        {t('ask.passages')}
      </Typography>
      <Stack sx={{ gap: 1 }}>
        {passages.map((passage, index) => (
          <PassageCard key={passage.chunkId} passage={passage} n={index + 1} text={passage.text} lines={CARD_LINES} />
        ))}
      </Stack>
    </Box>
  );
}
