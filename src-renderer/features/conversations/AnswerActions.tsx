import ContentCopy from '@mui/icons-material/ContentCopyOutlined';
import ExpandMore from '@mui/icons-material/ExpandMoreOutlined';
import Refresh from '@mui/icons-material/RefreshOutlined';
import { Button, Collapse, Stack } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '#shared/contract/conversations.ts';
import { usePlace } from '#renderer/components/use-place.ts';
import { AnotherAgent } from './AnotherAgent.tsx';
import type { Answerer } from './create-answers.ts';
import { AnswerFeedback } from './AnswerFeedback.tsx';
import { AnswerBudget } from './AnswerBudget.tsx';
import { AnswerDetails } from './AnswerDetails.tsx';
import { ReplayAnswer } from './ReplayAnswer.tsx';
import { withSources } from './copy-with-sources.ts';
import { useCopy } from '#renderer/components/use-copy.ts';

interface Props {
  message: Message;
  idle: boolean;
  onRegenerate: (() => void) | undefined;
  /** The question, and how it is asked of another agent; absent where there is none. */
  another: { question: string; ask: (answerer: Answerer) => void } | undefined;
}

/** What can be done with an answer. */
export function AnswerActions({ message, idle, onRegenerate, another }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const place = usePlace();
  const copy = useCopy();
  return (
    <div>
      <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 0.5, marginInlineStart: -1 }}>
        <Button size="small" startIcon={<ContentCopy />} onClick={() => void copy(withSources(message, place, t))}>
          {t('ask.copy')}
        </Button>
        {onRegenerate !== undefined && (
          <Button size="small" startIcon={<Refresh />} disabled={!idle} onClick={onRegenerate}>
            {t('ask.regenerate')}
          </Button>
        )}
        {another && <AnotherAgent question={another.question} now={message.agent?.name ?? null} disabled={!idle} onAsk={another.ask} />}
        <AnswerFeedback messageId={message.id} />
        <Button size="small" aria-expanded={open} startIcon={<ExpandMore sx={{ transform: open ? 'rotate(180deg)' : 'none' }} />} onClick={() => setOpen(!open)}>
          {t('ask.details')}
        </Button>
      </Stack>
      <Collapse in={open} timeout={0} unmountOnExit>
        <AnswerDetails message={message} />
        {message.budget !== null && <AnswerBudget budget={message.budget} />}
        {message.usage !== null && <ReplayAnswer messageId={message.id} />}
      </Collapse>
    </div>
  );
}
