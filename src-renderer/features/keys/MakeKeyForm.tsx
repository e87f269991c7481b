import { Button, DialogActions, DialogContent, DialogTitle, MenuItem, Stack, TextField } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Permission } from '#shared/contract/permissions.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { DateField } from '#renderer/components/DateField.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { expiryOf, scopesFor, standardExpiry } from './key-draft.ts';
import { KEYS_KEY } from './keys-key.ts';
import { ScopeTicks } from './ScopeTicks.tsx';

/** What a key is for, whom it acts as, what it may and how long. */
export function MakeKeyForm({ onMade, onClose }: { onMade: (key: string) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const { user, permissions } = useIdentity();
  const [draft, setDraft] = useState(() => ({ name: '', userId: user.id, scopes: [] as readonly Permission[], until: standardExpiry(new Date()) }));
  const people = useQuery({ queryKey: ['users', 'list'], queryFn: ({ signal }) => client.users.list({}, { signal }) });
  const matrix = useQuery({ queryKey: ['users', 'matrix'], queryFn: ({ signal }) => client.users.matrix({}, { signal }) });
  const active = people.data?.users.filter((person) => person.active) ?? [];
  const role = active.find(({ id }) => id === draft.userId)?.role ?? user.role;
  const offered = scopesFor(role, matrix.data?.matrix ?? {}, permissions);
  const scopes = draft.scopes.filter((scope) => offered.includes(scope));
  const make = useMutation({
    mutationFn: () => client.apikeys.create({ name: draft.name.trim(), userId: draft.userId, scopes: [...scopes], expiresAt: expiryOf(draft.until) }),
    onSuccess: async ({ key }) => {
      onMade(key);
      await queries.invalidateQueries({ queryKey: KEYS_KEY });
    },
  });
  const complete = draft.name.trim() !== '' && scopes.length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) make.mutate();
  };
  return (
    <form onSubmit={submit}>
      <DialogTitle id="make-key-title">{t('tenancy.keys.make')}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2, paddingTop: 1 }}>
          <TextField autoFocus fullWidth required label={t('tenancy.keys.name')} value={draft.name} onChange={({ target }) => setDraft({ ...draft, name: target.value })} slotProps={{ htmlInput: { maxLength: 100 } }} />
          <TextField select fullWidth label={t('tenancy.keys.person')} value={active.length === 0 ? '' : draft.userId} onChange={({ target }) => setDraft({ ...draft, userId: target.value })}>
            {active.map(({ id, name }) => (
              <MenuItem key={id} value={id}>
                {name}
              </MenuItem>
            ))}
          </TextField>
          <ScopeTicks offered={offered} chosen={scopes} onChoose={(chosen) => setDraft({ ...draft, scopes: chosen })} />
          <DateField label={t('tenancy.keys.expires')} value={draft.until} onChange={(until) => setDraft((before) => ({ ...before, until }))} hint={t('tenancy.keys.expiresHint')} />
          {[people, matrix, make].map(({ error }, at) => error !== null && <FailureNotice key={at} failure={error} />)}
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" variant="contained" disabled={!complete || make.isPending}>
          {t('tenancy.keys.make')}
        </Button>
      </DialogActions>
    </form>
  );
}
