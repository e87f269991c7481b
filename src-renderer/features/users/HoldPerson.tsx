import { Button, Stack, TextField } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hold } from '#shared/contract/privacy.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { InView } from '#renderer/components/InView.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { PEOPLE_KEY } from './use-people-actions.ts';

const SHORTEST_REASON = 10;

/** Puts a person under legal hold, or releases them; either for a reason. */
export function HoldPerson({ id, hold }: { id: string; hold: Hold | null }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const change = useMutation({
    mutationFn: () => (hold === null ? client.privacy.hold : client.privacy.release)({ id, reason: reason.trim() }),
    onSuccess: async ({ person, released }) => {
      setReason('');
      await Promise.all([queries.invalidateQueries({ queryKey: ['privacy'] }), queries.invalidateQueries({ queryKey: PEOPLE_KEY })]);
      showToast({ state: 'ready', text: t(released === null ? 'privacy.hold.placed' : 'privacy.hold.released', { name: person.name }) });
    },
  });
  const complete = reason.trim().length >= SHORTEST_REASON;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete && !change.isPending) change.mutate();
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 1 }}>
      {hold !== null && <Notice state="degraded">{t('privacy.hold.since', { time: formatTime(hold.placedAt), name: hold.placedBy.name, reason: hold.reason })}</Notice>}
      <Stack direction="row" sx={{ gap: 1, alignItems: 'flex-start' }}>
        <TextField fullWidth size="small" label={t('privacy.hold.reason')} helperText={t('privacy.hold.reasonHint')} value={reason} onChange={({ target }) => setReason(target.value)} slotProps={{ htmlInput: { maxLength: 1_000 } }} />
        <Button type="submit" variant="outlined" disabled={!complete || change.isPending} sx={{ flex: 'none' }}>
          {t(hold === null ? 'privacy.hold.place' : 'privacy.hold.release')}
        </Button>
      </Stack>
      {change.isError && (
        <InView>
          <FailureNotice failure={change.error} />
        </InView>
      )}
    </Stack>
  );
}
