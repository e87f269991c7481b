import { Button, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VocabularyEntry } from '#shared/contract/vocabulary.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { VocabularyTable } from './VocabularyTable.tsx';

const KEY = ['vocabulary', 'list'] as const;
const LONGEST = 128;

/** The plant's abbreviations and synonyms, and those that come with Millwright. */
export function VocabularyTab() {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(KEY);
  const [draft, setDraft] = useState({ term: '', means: '' });
  const entries = useQuery({ queryKey: KEY, queryFn: ({ signal }) => client.vocabulary.list({}, { signal }) });

  const save = (term: string, means: string[]) =>
    action.run(() => client.vocabulary.save({ term, means }), () => {
      setDraft({ term: '', means: '' });
      return t('knowledge.vocabulary.saved', { term });
    });
  const remove = ({ id, term }: VocabularyEntry) => action.run(() => client.vocabulary.remove({ id }), () => t('knowledge.vocabulary.removed', { term }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const means = draft.means.split(/[,;]/).map((each) => each.trim()).filter((each) => each !== '');
    if (draft.term.trim() !== '' && means.length > 0) save(draft.term.trim(), means);
  };

  return (
    <Stack sx={{ gap: 2 }}>
      <Typography color="textSecondary">{t('knowledge.vocabulary.body')}</Typography>
      <Stack component="form" direction="row" onSubmit={submit} sx={{ gap: 1, flexWrap: 'wrap', alignItems: 'flex-start' }}>
        <TextField size="small" label={t('knowledge.vocabulary.term')} value={draft.term} onChange={({ target }) => setDraft({ ...draft, term: target.value })} slotProps={{ htmlInput: { maxLength: LONGEST } }} />
        <TextField size="small" label={t('knowledge.vocabulary.means')} helperText={t('knowledge.vocabulary.meansHint')} value={draft.means} onChange={({ target }) => setDraft({ ...draft, means: target.value })} sx={{ flex: '1 1 20rem' }} />
        <Button type="submit" variant="contained" disabled={action.pending || draft.term.trim() === '' || draft.means.trim() === ''}>
          {t('knowledge.vocabulary.save')}
        </Button>
      </Stack>
      {entries.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {entries.isError && <FailureNotice failure={entries.error} onRetry={() => void entries.refetch()} />}
      {entries.data && (
        <VocabularyTable
          entries={entries.data.entries}
          onEdit={({ term, means }) => setDraft({ term, means: means.join(', ') })}
          onSwitchOff={({ term }) => save(term, [])}
          onRemove={remove}
        />
      )}
    </Stack>
  );
}
