import { TextField, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Approval } from '#shared/contract/approvals.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { toFailure } from '#renderer/client/failure.ts';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { CallArguments } from '#renderer/components/CallArguments.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { PasswordField } from '#renderer/components/PasswordField.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { APPROVALS } from './approvals-key.ts';
import { CurrentComparison, useCurrentComparison } from './CurrentComparison.tsx';

/** Asks who agrees to show that it is them, before anything runs. */
export function ApproveDialog({ approval, onClose }: { approval: Approval; onClose: () => void }) {
  const { id, tool, arguments: given, requester, needed } = approval;
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const local = useIdentity().signedIn.method === 'local';
  const [secret, setSecret] = useState('');
  const [code, setCode] = useState('');
  const current = useCurrentComparison(approval);
  const approve = useMutation({
    mutationFn: () => client.approvals.approve({ id, ...(current.now === null ? {} : { seen: current.now.seen }), ...(local ? { password: secret, ...(code === '' ? {} : { code }) } : { pin: secret }) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: APPROVALS });
      showToast({ state: 'ready', text: t('approvals.approvedDone') });
      onClose();
    },
    onError: (failure) => {
      if (toFailure(failure).code === 'APPROVAL_STALE') current.lookAgain();
    },
  });
  const isStale = approve.error !== null && toFailure(approve.error).code === 'APPROVAL_STALE';
  return (
    <FormDialog title={t('approvals.approveTitle', { tool, name: requester.name })} action={t('approvals.approveAction')} complete={secret !== '' && current.complete} pending={approve.isPending} failure={isStale ? null : approve.error} onSubmit={() => approve.mutate()} onClose={onClose}>
      <CallArguments values={given} />
      <CurrentComparison current={current} />
      <Typography>{needed > 1 ? t('approvals.proofMore', { needed }) : t('approvals.proof')}</Typography>
      <PasswordField autoFocus autoComplete={local ? 'current-password' : 'off'} label={t(local ? 'approvals.password' : 'approvals.pin')} value={secret} onChange={({ target }) => setSecret(target.value)} />
      {local && <TextField fullWidth autoComplete="one-time-code" label={t('approvals.code')} value={code} onChange={({ target }) => setCode(target.value)} />}
    </FormDialog>
  );
}
