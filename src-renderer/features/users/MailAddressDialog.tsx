import { TextField, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserSummary } from '#shared/contract/users.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { PEOPLE_KEY } from './use-people-actions.ts';

/** Where a person is told of approvals by mail: kept here for a local account, and shown alone where a provider says it. */
export function MailAddressDialog({ person: { id, name, email: kept, fromProvider }, onClose }: { person: UserSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [email, setEmail] = useState(kept ?? '');
  const wanted = email.trim() === '' ? null : email.trim();
  const save = useMutation({
    mutationFn: () => client.users.setEmail({ id, email: wanted }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: PEOPLE_KEY });
      showToast({ state: 'ready', text: wanted === null ? t('admin.people.emailGone', { name }) : t('admin.people.emailKept', { name, email: wanted }) });
      onClose();
    },
  });
  return (
    <FormDialog title={t('admin.people.emailTitle', { name })} action={t('common.save')} complete={!fromProvider && wanted !== kept} pending={save.isPending} failure={save.error} onSubmit={() => save.mutate()} onClose={onClose}>
      {fromProvider && <Typography>{t('admin.people.emailFromProvider')}</Typography>}
      <TextField autoFocus fullWidth type="email" autoComplete="off" disabled={fromProvider} label={t('admin.people.email')} helperText={t('admin.people.emailHint')} value={email} onChange={({ target }) => setEmail(target.value)} />
    </FormDialog>
  );
}
