import { MenuItem, TextField, Typography } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import type { OpenedConversation } from './OpenedDialog.tsx';
import { OPENINGS_KEY } from './openings-key.ts';

const SHORTEST_REASON = 10;

/** Whose conversation, which one, and why: all three before anything is shown. */
export function OpenConversationDialog({ onClose, onOpened }: { onClose: () => void; onOpened: (conversation: OpenedConversation) => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const { user } = useIdentity();
  const [userId, setUserId] = useState('');
  const [id, setId] = useState('');
  const [reason, setReason] = useState('');
  const people = useQuery({ queryKey: ['users', 'list'], queryFn: ({ signal }) => client.users.list({}, { signal }) });
  const others = (people.data?.users ?? []).filter((each) => each.id !== user.id && !each.erased);
  const outlines = useQuery({ queryKey: [...OPENINGS_KEY, 'of', userId], queryFn: ({ signal }) => client.openings.candidates({ userId }, { signal }), enabled: userId !== '' });
  const open = useMutation({
    mutationFn: () => client.conversations.breakGlass({ id, reason: reason.trim() }),
    onSuccess: async (conversation) => {
      await queries.invalidateQueries({ queryKey: OPENINGS_KEY });
      onOpened(conversation);
    },
  });
  const name = others.find((each) => each.id === userId)?.name ?? '…';
  const found = outlines.data?.conversations;
  const complete = id !== '' && reason.trim().length >= SHORTEST_REASON;
  return (
    <FormDialog title={t('privacy.openings.open')} action={t('privacy.openings.action', { name })} complete={complete} pending={open.isPending} failure={open.error ?? people.error ?? outlines.error} onSubmit={() => open.mutate()} onClose={onClose}>
      <TextField
        select
        fullWidth
        label={t('privacy.openings.person')}
        value={userId}
        onChange={({ target }) => {
          setUserId(target.value);
          setId('');
        }}
      >
        {others.map((each) => (
          <MenuItem key={each.id} value={each.id}>
            {each.name}
          </MenuItem>
        ))}
      </TextField>
      {found?.length === 0 && <Typography color="textSecondary">{t('privacy.openings.empty')}</Typography>}
      <TextField select fullWidth disabled={found === undefined || found.length === 0} label={t('privacy.openings.choose')} helperText={t('privacy.openings.chooseHint')} value={id} onChange={({ target }) => setId(target.value)}>
        {(found ?? []).map((each) => (
          <MenuItem key={each.id} value={each.id}>
            {t('privacy.openings.outline', { count: each.messages, time: formatTime(each.updatedAt) })}
          </MenuItem>
        ))}
      </TextField>
      <TextField fullWidth multiline minRows={2} label={t('privacy.openings.reason')} helperText={t('privacy.openings.reasonHint', { name })} value={reason} onChange={({ target }) => setReason(target.value)} slotProps={{ htmlInput: { maxLength: 1_000 } }} />
    </FormDialog>
  );
}
