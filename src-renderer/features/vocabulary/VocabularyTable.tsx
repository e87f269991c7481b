import { Button, Stack, Table, TableBody, TableCell, TableContainer, TableHead, TableRow, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VocabularyEntry } from '#shared/contract/vocabulary.ts';

interface Props {
  entries: readonly VocabularyEntry[];
  onEdit: (entry: VocabularyEntry) => void;
  onSwitchOff: (entry: VocabularyEntry) => void;
  onRemove: (entry: VocabularyEntry) => void;
}

export function VocabularyTable({ entries, ...actions }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState('');
  const shown = entries.filter(({ term, means }) => [term, ...means].some((word) => word.toLowerCase().includes(wanted.trim().toLowerCase())));
  return (
    <>
      <TextField size="small" type="search" label={t('knowledge.vocabulary.find')} value={wanted} onChange={({ target }) => setWanted(target.value)} sx={{ alignSelf: 'flex-start' }} />
      <TableContainer sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface })}>
        <Table size="small" aria-label={t('knowledge.vocabulary.table')}>
          <TableHead>
            <TableRow>
              <TableCell>{t('knowledge.vocabulary.term')}</TableCell>
              <TableCell>{t('knowledge.vocabulary.means')}</TableCell>
              <TableCell>{t('knowledge.vocabulary.from')}</TableCell>
              <TableCell align="right">{t('documents.column.actions')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {shown.map((entry) => (
              <EntryRow key={entry.id} entry={entry} {...actions} />
            ))}
          </TableBody>
        </Table>
      </TableContainer>
    </>
  );
}

function EntryRow({ entry, onEdit, onSwitchOff, onRemove }: Omit<Props, 'entries'> & { entry: VocabularyEntry }) {
  const { t } = useTranslation();
  const { term, means, builtIn } = entry;
  return (
    <TableRow hover>
      <TableCell sx={{ fontWeight: 600 }}>{term}</TableCell>
      <TableCell>{means.length === 0 ? t('knowledge.vocabulary.isOff') : means.join(', ')}</TableCell>
      <TableCell>
        <Typography variant="body2" color="textSecondary" noWrap>
          {builtIn ? t('knowledge.vocabulary.builtIn') : t('knowledge.vocabulary.own')}
        </Typography>
      </TableCell>
      <TableCell align="right">
        <Stack direction="row" sx={{ justifyContent: 'flex-end' }}>
          <Button size="small" aria-label={t('knowledge.vocabulary.edit', { term })} onClick={() => onEdit(entry)}>
            {t('knowledge.vocabulary.change')}
          </Button>
          {builtIn ? (
            <Button size="small" aria-label={t('knowledge.vocabulary.switchOff', { term })} onClick={() => onSwitchOff(entry)}>
              {t('knowledge.vocabulary.off')}
            </Button>
          ) : (
            <Button size="small" aria-label={t('knowledge.vocabulary.remove', { term })} onClick={() => onRemove(entry)}>
              {t('knowledge.vocabulary.delete')}
            </Button>
          )}
        </Stack>
      </TableCell>
    </TableRow>
  );
}
