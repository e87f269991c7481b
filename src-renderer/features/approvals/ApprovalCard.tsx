import { Button, Paper, Stack, Typography } from '@mui/material';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Approval, ApprovalState } from '#shared/contract/approvals.ts';
import type { State } from '#renderer/app/theme/tokens.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { CallArguments } from '#renderer/components/CallArguments.tsx';
import { Facts } from '#renderer/components/Facts.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { SaidByOther } from '#renderer/components/SaidByOther.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { visibleText } from '#renderer/components/visible-text.ts';
import { APPROVALS } from './approvals-key.ts';
import { ApproveDialog } from './ApproveDialog.tsx';
import { ApprovalResult } from './ApprovalResult.tsx';
import { ComparisonTable } from './ComparisonTable.tsx';
import { RejectDialog } from './RejectDialog.tsx';

const LOOKS: Record<ApprovalState, State> = {
  waiting: 'degraded', approved: 'working', running: 'working', done: 'ready', failed: 'failed', unknown: 'failed', rejected: 'failed', expired: 'idle', withdrawn: 'idle',
};

/** Where the card of a call stands on the screen. */
export const approvalElement = (id: string): string => `approval-${id}`;

/** One call exactly as it would run, who wants it and why, and what this person may do about it. */
export function ApprovalCard({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(APPROVALS);
  const heading = useId();
  const [opened, setOpened] = useState<'approve' | 'reject' | null>(null);
  const { id, tool, state, mine, mayDecide, outcome, decisions, conversationId } = approval;
  const close = () => setOpened(null);
  return (
    <Paper component="li" id={approvalElement(id)} tabIndex={-1} variant="outlined" aria-labelledby={heading} sx={{ padding: 2, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography id={heading} variant="h3" component="h2" sx={{ overflowWrap: 'anywhere' }}>
          {tool}
        </Typography>
        <StatusChip state={LOOKS[state]}>{t(`approvals.states.${state}`)}</StatusChip>
        {approval.needed > 1 && <Typography variant="body2">{t('approvals.agreed', { count: decisions.filter(({ decision }) => decision === 'approve').length, needed: approval.needed })}</Typography>}
      </Stack>
      <Typography>{visibleText(approval.description)}</Typography>
      <Facts
        facts={[
          [t('approvals.arguments'), <CallArguments key="arguments" values={approval.arguments} />],
          [t('approvals.effect'), [t(`approvals.effects.${approval.writes ? 'writes' : 'reads'}`), ...(approval.leavesMachine ? [t('approvals.effects.leaves')] : [])].join('. ')],
          [t('approvals.wantedBy'), mine ? t('approvals.yours') : approval.requester.name],
          approval.why !== '' && [t('approvals.why'), approval.why],
          [t('approvals.cause'), t(`approvals.causes.${approval.requestedBy}`)],
          approval.agent !== null && [t('approvals.agent'), approval.agent],
          state === 'waiting' && [t('approvals.until'), formatTime(approval.expiresAt)],
          decisions.length > 0 && [t('approvals.decisions'), decisions.map(({ by, decision, reason, at }) => t(decision === 'approve' ? 'approvals.approvedBy' : 'approvals.rejectedBy', { name: by.name, time: formatTime(at), reason })).join('; ')],
        ]}
      />
      {approval.comparison !== null && <ComparisonTable comparison={approval.comparison} />}
      {approval.escalatedAt !== null && state === 'waiting' && <Typography variant="body2">{t('approvals.escalated')}</Typography>}
      {outcome?.sentence && <Typography color="error">{outcome.sentence}</Typography>}
      {outcome?.said && <SaidByOther>{outcome.said}</SaidByOther>}
      {mine && state === 'done' && <ApprovalResult id={id} />}
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        {mayDecide && (
          <>
            <Button variant="contained" aria-label={t('approvals.approveNamed', { tool })} onClick={() => setOpened('approve')}>
              {t('approvals.approve')}
            </Button>
            <Button variant="outlined" aria-label={t('approvals.rejectNamed', { tool })} onClick={() => setOpened('reject')}>
              {t('approvals.reject')}
            </Button>
          </>
        )}
        {mine && state === 'waiting' && (
          <Button aria-label={t('approvals.withdrawNamed', { tool })} onClick={() => action.run(() => client.approvals.withdraw({ id }), () => t('approvals.withdrawn'))}>
            {t('approvals.withdraw')}
          </Button>
        )}
        {mine && conversationId !== null && (
          <Button component={Link} to={`/ask/${conversationId}`}>
            {t('approvals.conversation')}
          </Button>
        )}
      </Stack>
      {opened === 'approve' && <ApproveDialog approval={approval} onClose={close} />}
      {opened === 'reject' && <RejectDialog approval={approval} onClose={close} />}
    </Paper>
  );
}
