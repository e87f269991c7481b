import ArrowDownward from '@mui/icons-material/ArrowDownwardOutlined';
import { Box, Button } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '#shared/contract/conversations.ts';
import type { Answering } from './answering.ts';
import { AnswerMessage } from './AnswerMessage.tsx';
import { before } from './conversation-queries.ts';
import { LiveAnswer } from './LiveAnswer.tsx';
import { QuestionMessage } from './QuestionMessage.tsx';

const NEAR_PX = 120;

interface Props {
  id: string;
  messages: readonly Message[];
  answering: Answering | null;
  onAsk: (text: string, replaces?: string) => void;
}

/** The messages, oldest first. Stays at the newest while the reader is there, and never pulls them away from elsewhere. */
export function MessageList({ id, messages, answering, onAsk }: Props) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const shown = answering === null ? messages : before(before(messages, answering.replaces), answering.questionId);
  const idle = answering === null;

  const toEnd = () => scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  const watchScroll = () => {
    const box = scroller.current;
    if (box !== null) setAtEnd(box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX);
  };
  useEffect(toEnd, [id, answering?.question]);
  useEffect(() => {
    if (atEnd) toEnd();
  });

  return (
    <Box sx={{ position: 'relative', flex: 1, minHeight: 0 }}>
      <Box ref={scroller} onScroll={watchScroll} role="log" aria-live="off" aria-label={t('ask.messages')} tabIndex={-1} sx={{ height: '100%', overflow: 'auto', paddingInline: 3, paddingBlock: 2 }}>
        <Box sx={{ maxWidth: 860, marginInline: 'auto', display: 'flex', flexDirection: 'column', gap: 2.5 }}>
          {shown.map((message, index) => {
            const question = shown[index - 1];
            const again = question === undefined ? undefined : () => onAsk(question.content, question.id);
            return message.role === 'user' ? (
              <QuestionMessage key={message.id} message={message} idle={idle} unanswered={idle && index === shown.length - 1} onAsk={onAsk} />
            ) : (
              <AnswerMessage key={message.id} message={message} idle={idle} onRegenerate={again} />
            );
          })}
          {answering !== null && <LiveAnswer id={id} answering={answering} onAsk={onAsk} />}
        </Box>
      </Box>
      {!atEnd && (
        <Button variant="outlined" size="small" startIcon={<ArrowDownward />} onClick={toEnd} sx={({ tokens }) => ({ position: 'absolute', bottom: 8, insetInline: 0, marginInline: 'auto', width: 'fit-content', backgroundColor: tokens.surface })}>
          {t('ask.newest')}
        </Button>
      )}
    </Box>
  );
}
