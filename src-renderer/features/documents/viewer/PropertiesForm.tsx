import { Button, MenuItem, Stack, TextField } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DOCUMENT_TYPES } from '#shared/contract/document-types.ts';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { DateField } from '#renderer/components/DateField.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { showToast } from '#renderer/components/toast-store.ts';

/** Type, revision, dates and tags, as an admin keeps them. An empty field clears. */
export function PropertiesForm({ document }: { document: DocumentSummary }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const { id, filename } = document;
  const [draft, setDraft] = useState({
    type: document.type ?? '',
    revision: document.revision ?? '',
    effectiveOn: document.effectiveOn ?? '',
    reviewOn: document.reviewOn ?? '',
    tags: document.tags.join(', '),
  });
  const save = useMutation({
    mutationFn: () =>
      client.documents.change({
        id,
        type: DOCUMENT_TYPES.find((type) => type === draft.type) ?? null,
        revision: draft.revision.trim() || null,
        effectiveOn: draft.effectiveOn || null,
        reviewOn: draft.reviewOn || null,
        tags: draft.tags.split(',').map((tag) => tag.trim()).filter((tag) => tag !== ''),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['documents', 'get', id] });
      showToast({ state: 'ready', text: t('viewer.saved', { name: filename }) });
    },
  });
  const field = (name: keyof typeof draft) => ({ size: 'small' as const, value: draft[name], onChange: ({ target }: { target: { value: string } }) => setDraft({ ...draft, [name]: target.value }) });
  const date = (name: 'effectiveOn' | 'reviewOn') => ({ value: draft[name], onChange: (value: string) => setDraft({ ...draft, [name]: value }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Stack component="form" aria-label={t('viewer.properties')} onSubmit={submit} sx={{ gap: 1.5 }}>
      <Stack direction="row" sx={{ gap: 1.5, flexWrap: 'wrap' }}>
        <TextField select label={t('viewer.type')} {...field('type')} sx={{ minWidth: '11rem' }}>
          <MenuItem value="">–</MenuItem>
          {DOCUMENT_TYPES.map((type) => (
            <MenuItem key={type} value={type}>
              {t(`common.documentTypes.${type}`)}
            </MenuItem>
          ))}
        </TextField>
        <TextField label={t('viewer.revision')} {...field('revision')} slotProps={{ htmlInput: { maxLength: 64 } }} />
        <DateField label={t('viewer.effective')} {...date('effectiveOn')} />
        <DateField label={t('viewer.review')} {...date('reviewOn')} />
        <TextField label={t('viewer.tags')} helperText={t('viewer.tagsHint')} {...field('tags')} sx={{ flex: '1 1 14rem' }} />
      </Stack>
      {save.isError && <FailureNotice failure={save.error} />}
      <Button type="submit" variant="contained" disabled={save.isPending} sx={{ alignSelf: 'flex-start' }}>
        {t('common.save')}
      </Button>
    </Stack>
  );
}
