import { Button, Stack } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Approval } from '#shared/contract/approvals.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { toFailure } from '#renderer/client/failure.ts';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { Screen } from '#renderer/components/Screen.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { ApprovalCard, approvalElement } from './ApprovalCard.tsx';
import { APPROVALS } from './approvals-key.ts';

const SOON_MS = 1_000;
/** Those who only wanted the call are not told when it changes. */
const LOOK_AGAIN_MS = 15_000;
/** What the server says of a call that there is not, and of an address that can be none. */
const NONE: ReadonlySet<string> = new Set(['APPROVAL_NOT_FOUND', 'INVALID_INPUT', 'FORBIDDEN']);

/** The server says so a little later. */
const isOver = (iso: string): boolean => Date.parse(iso) <= Date.now();
const isRunning = (approval: Approval | undefined): boolean => approval?.state === 'approved' || approval?.state === 'running';

/** The very call that a notice, a plan or an answer leads to. */
export function ApprovalPage() {
  const { t } = useTranslation();
  const client = useClient();
  const { id = '' } = useParams();
  const call = useQuery({
    queryKey: [...APPROVALS, 'one', id],
    queryFn: ({ signal }) => client.approvals.show({ id }, { signal }),
    refetchInterval: ({ state }) => (isRunning(state.data) ? SOON_MS : LOOK_AGAIN_MS),
  });
  const there = call.data !== undefined;
  useEffect(() => {
    // What stands above the card says what became of the call: it stays in view.
    if (there) document.getElementById(approvalElement(id))?.focus({ preventScroll: true });
  }, [id, there]);
  const all = (
    <Button variant="outlined" component={Link} to="/approvals">
      {t('approvals.linked.all')}
    </Button>
  );
  const none = call.isError && NONE.has(toFailure(call.error).code);
  return (
    <Screen title={t('approvals.title')} actions={all}>
      {call.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {none && <EmptyState title={t('approvals.linked.none')} body={t('approvals.linked.noneBody')} />}
      {call.isError && !none && <FailureNotice failure={call.error} onRetry={() => void call.refetch()} />}
      {call.data && !none && <LinkedApproval approval={call.data} />}
    </Screen>
  );
}

/** Whoever comes to decide is told first where there is nothing left to decide for them. */
function LinkedApproval({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const own = useIdentity().user.id;
  const { state: kept, expiresAt, decisions } = approval;
  const state = kept === 'waiting' && isOver(expiresAt) ? 'expired' : kept;
  const agreed = decisions.some(({ by }) => by.id === own);
  return (
    <>
      {state !== 'waiting' && <Notice state={state === 'failed' || state === 'unknown' ? 'failed' : 'idle'}>{t(`approvals.linked.over.${state}`)}</Notice>}
      {state === 'waiting' && agreed && <Notice state="idle">{t('approvals.linked.agreed')}</Notice>}
      <Stack component="ul" aria-label={t('approvals.title')} sx={{ listStyle: 'none', margin: 0, padding: 0 }}>
        <ApprovalCard approval={approval} />
      </Stack>
    </>
  );
}
