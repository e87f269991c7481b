import { Autocomplete, Button, Checkbox, Dialog, DialogActions, DialogContent, DialogTitle, FormControl, FormControlLabel, FormGroup, FormLabel, Stack, TextField } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Collection } from '#shared/contract/collections.ts';
import type { ConversationScope } from '#shared/contract/conversations.ts';
import type { DocumentSummary } from '#shared/contract/documents.ts';

const OFFERED = 100;
const MOST_DOCUMENTS = 500;

interface Props {
  scope: ConversationScope;
  collections: readonly Collection[];
  documents: readonly DocumentSummary[];
  onChange: (scope: ConversationScope) => void;
  onClose: () => void;
}

/** Chooses collections and documents to look in. */
export function ScopeDialog({ scope, collections, documents, onChange, onClose }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(scope);
  const toggle = (id: string) =>
    setDraft({ ...draft, collections: draft.collections.includes(id) ? draft.collections.filter((each) => each !== id) : [...draft.collections, id] });
  const chosen = documents.filter(({ id }) => draft.documents.includes(id));
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm">
      <DialogTitle>{t('ask.scope.title')}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2, paddingTop: 1 }}>
          {collections.length > 0 && (
            <FormControl component="fieldset">
              <FormLabel component="legend">{t('knowledge.collections.title')}</FormLabel>
              <FormGroup>
                {collections.map(({ id, name, documents: count }) => (
                  <FormControlLabel key={id} control={<Checkbox checked={draft.collections.includes(id)} onChange={() => toggle(id)} />} label={`${name} (${count})`} />
                ))}
              </FormGroup>
            </FormControl>
          )}
          <Autocomplete
            multiple
            options={documents}
            value={chosen}
            getOptionLabel={({ filename }) => filename}
            getOptionKey={({ id }) => id}
            isOptionEqualToValue={(a, b) => a.id === b.id}
            filterOptions={(all, { inputValue }) => all.filter(({ filename }) => filename.toLocaleLowerCase().includes(inputValue.toLocaleLowerCase())).slice(0, OFFERED)}
            onChange={(_, next) => setDraft({ ...draft, documents: next.slice(0, MOST_DOCUMENTS).map(({ id }) => id) })}
            renderInput={(field) => <TextField {...field} label={t('documents.title')} />}
          />
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={() => setDraft({ collections: [], documents: [] })}>{t('ask.scope.clear')}</Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button
          variant="contained"
          onClick={() => {
            onChange(draft);
            onClose();
          }}
        >
          {t('common.save')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
