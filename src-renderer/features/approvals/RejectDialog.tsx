import { TextField } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Approval } from '#shared/contract/approvals.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { APPROVALS } from './approvals-key.ts';

/** Asks why a call is not to run; who wanted it is told. */
export function RejectDialog({ approval: { id, tool }, onClose }: { approval: Approval; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const reject = useMutation({
    mutationFn: () => client.approvals.reject({ id, reason }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: APPROVALS });
      showToast({ state: 'ready', text: t('approvals.rejectedDone') });
      onClose();
    },
  });
  return (
    <FormDialog title={t('approvals.rejectTitle', { tool })} action={t('approvals.rejectAction')} complete={reason.trim().length >= 3} pending={reject.isPending} failure={reject.error} onSubmit={() => reject.mutate()} onClose={onClose}>
      <TextField autoFocus fullWidth multiline minRows={2} label={t('approvals.reason')} value={reason} onChange={({ target }) => setReason(target.value)} />
    </FormDialog>
  );
}
