import { Button, MenuItem, Stack, TextField } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LABELS, type Label } from '#shared/contract/permissions.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { FOLDERS_KEY } from './folders-key.ts';

const EMPTY = { path: '', label: 'internal' as Label, tags: '', collectionId: '' };

export function AddFolder() {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(EMPTY);
  const collections = useQuery({ queryKey: ['collections', 'list'], queryFn: ({ signal }) => client.collections.list({}, { signal }) });
  const add = useMutation({
    mutationFn: () => {
      const tags = draft.tags.split(',').map((tag) => tag.trim()).filter((tag) => tag !== '');
      return client.folders.add({ path: draft.path, label: draft.label, tags, ...(draft.collectionId === '' ? {} : { collectionId: draft.collectionId }) });
    },
    onSuccess: async ({ path }) => {
      await queries.invalidateQueries({ queryKey: FOLDERS_KEY });
      showToast({ state: 'ready', text: t('knowledge.folders.added', { path }) });
      setDraft(EMPTY);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.path.trim() !== '') add.mutate();
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 1 }}>
      <TextField size="small" label={t('knowledge.folders.path')} value={draft.path} onChange={({ target }) => setDraft({ ...draft, path: target.value })} />
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        <TextField select size="small" label={t('knowledge.folders.label')} value={draft.label} onChange={({ target }) => setDraft({ ...draft, label: LABELS.find((label) => label === target.value) ?? draft.label })} sx={{ minWidth: '14rem' }}>
          {LABELS.map((label) => (
            <MenuItem key={label} value={label}>
              {t(`common.labels.${label}`)}
            </MenuItem>
          ))}
        </TextField>
        <TextField size="small" label={t('knowledge.folders.tags')} value={draft.tags} onChange={({ target }) => setDraft({ ...draft, tags: target.value })} sx={{ flex: '1 1 16rem' }} />
        <TextField select size="small" label={t('knowledge.folders.collection')} value={draft.collectionId} onChange={({ target }) => setDraft({ ...draft, collectionId: target.value })} sx={{ minWidth: '12rem' }}>
          <MenuItem value="">{t('knowledge.folders.noCollection')}</MenuItem>
          {collections.data?.collections.map(({ id, name }) => (
            <MenuItem key={id} value={id}>
              {name}
            </MenuItem>
          ))}
        </TextField>
        <Button type="submit" variant="contained" disabled={draft.path.trim() === '' || add.isPending}>
          {t('knowledge.folders.add')}
        </Button>
      </Stack>
      {add.isError && <FailureNotice failure={add.error} />}
    </Stack>
  );
}
