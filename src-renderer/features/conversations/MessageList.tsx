import ArrowDownward from '@mui/icons-material/ArrowDownwardOutlined';
import { Box, IconButton, Stack, Tooltip } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GivenArguments } from '#shared/contract/agent-answers.ts';
import type { Message } from '#shared/contract/conversations.ts';
import type { Answering } from './answering.ts';
import type { Answerer } from './create-answers.ts';
import { AnswerMessage } from './AnswerMessage.tsx';
import { before } from './conversation-queries.ts';
import { undecided, useFollowing } from './use-following.ts';
import { LiveAnswer } from './LiveAnswer.tsx';
import { QuestionMessage } from './QuestionMessage.tsx';

const NEAR_PX = 120;

interface Props {
  id: string;
  messages: readonly Message[];
  answering: Answering | null;
  onAsk: (text: string, replaces?: string, harder?: boolean, answerer?: Answerer) => void;
}

/**
 * The messages, oldest first. A new question goes to the top of the view and its answer grows below it: the reader starts at the
 * beginning and nothing moves under their eyes.
 */
export function MessageList({ id, messages, answering, onAsk }: Props) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const newest = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const shown = answering === null ? messages : before(before(messages, answering.replaces), answering.questionId);
  const idle = answering === null;
  const lastQuestion = idle ? shown.findLastIndex(({ role }) => role === 'user') : shown.length;
  const waits = undecided(messages);
  const { live, stop } = useFollowing(id, waits);
  const decided = new Set(live?.agent?.actions.map(({ approval }) => approval));
  const open = new Set([...waits].filter((approval) => !decided.has(approval)));
  const loaded = shown.length > 0 || answering !== null;

  const look = () => {
    const box = scroller.current;
    if (box !== null) setAtEnd(box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX);
  };
  const toEnd = () => {
    // Some browsers return a promise here, which an effect must not hand on.
    void scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  };
  useEffect(() => {
    void newest.current?.scrollIntoView({ block: 'start' });
  }, [id, loaded, answering?.question]);
  useEffect(look);

  const draw = (message: Message, index: number) => {
    const question = shown.slice(0, index).findLast(({ role }) => role === 'user');
    const again = question === undefined ? undefined : () => onAsk(question.content, question.id);
    const another = question === undefined ? undefined : { question: question.content, ask: (answerer: Answerer) => onAsk(question.content, question.id, false, answerer) };
    const goOn = (given: GivenArguments) => message.agent && question && onAsk(question.content, undefined, false, { mode: 'agent', agent: message.agent.name, given });
    return message.role === 'user' ? (
      <QuestionMessage key={message.id} message={message} idle={idle} unanswered={idle && index === shown.length - 1} onAsk={onAsk} />
    ) : (
      <AnswerMessage key={message.id} message={message} idle={idle} newest={index === shown.length - 1} waits={open} onRegenerate={again} another={another} onGiven={goOn} />
    );
  };

  return (
    <Box sx={{ position: 'relative', flex: 1, minHeight: 0 }}>
      <Box ref={scroller} onScroll={look} role="log" aria-live="off" aria-label={t('ask.messages')} tabIndex={-1} sx={{ height: '100%', overflow: 'auto', containerType: 'size', paddingInline: { xs: 1.5, sm: 3 } }}>
        <Stack sx={{ maxWidth: 860, marginInline: 'auto', gap: 2.5, paddingTop: 2 }}>
          {shown.slice(0, Math.max(0, lastQuestion)).map(draw)}
          <Stack ref={newest} sx={{ gap: 2.5, minHeight: 'calc(100cqh - 32px)', scrollMarginTop: 16, paddingBottom: 2 }}>
            {shown.slice(Math.max(0, lastQuestion)).map((message, index) => draw(message, index + Math.max(0, lastQuestion)))}
            {live !== null && <LiveAnswer id={id} answering={live} onAsk={onAsk} onStop={stop} />}
            {answering !== null && <LiveAnswer id={id} answering={answering} onAsk={onAsk} />}
          </Stack>
        </Stack>
      </Box>
      {!atEnd && (
        <Tooltip title={t('ask.newest')}>
          <IconButton aria-label={t('ask.newest')} onClick={toEnd} sx={({ tokens }) => ({ position: 'absolute', bottom: 8, insetInlineEnd: 20, backgroundColor: tokens.surface, border: `1px solid ${tokens.strongLine}`, '&:hover': { backgroundColor: tokens.hover } })}>
            <ArrowDownward fontSize="small" />
          </IconButton>
        </Tooltip>
      )}
    </Box>
  );
}
