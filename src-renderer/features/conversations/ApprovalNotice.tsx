import { Button, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AgentAnswer } from '#shared/contract/agent-answers.ts';
import type { Message } from '#shared/contract/conversations.ts';
import { Notice } from '#renderer/components/Notice.tsx';

interface Props {
  answer: AgentAnswer;
  /** Approvals that are not decided yet. */
  waits: ReadonlySet<string>;
}

/** That an answer waits for a decision, went on below, or goes on from one. */
export function ApprovalNotice({ answer: { steps, continues }, waits }: Props) {
  const { t } = useTranslation();
  const waiting = steps.find(({ status }) => status === 'waiting');
  const before = steps.find(({ approval }) => approval !== null && approval === continues);
  return (
    <>
      {before && (
        <Typography variant="body2" color="textSecondary">
          {t('ask.approval.after', { tool: before.tool })}
        </Typography>
      )}
      {waiting && (
        <Notice state={isOpen(waiting.approval, waits) ? 'degraded' : 'idle'} action={isOpen(waiting.approval, waits) && <Button size="small" variant="outlined" component={Link} to={`/approvals/${waiting.approval}`}>{t('ask.approval.open')}</Button>}>
          {t(isOpen(waiting.approval, waits) ? 'ask.approval.waits' : 'ask.approval.over', { tool: waiting.tool })}
        </Notice>
      )}
    </>
  );
}

const isOpen = (approval: string | null, waits: ReadonlySet<string>): boolean => approval !== null && waits.has(approval);

/** Whether an answer says nothing but that it waits. */
export const waitsOnly = ({ agent, model }: Message): boolean => model === null && (agent?.steps.some(({ status }) => status === 'waiting') ?? false);
