import { Box, Button, Checkbox, FormControl, FormControlLabel, FormGroup, FormLabel, Stack } from '@mui/material';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Collection } from '#shared/contract/collections.ts';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { SearchFilters as Filters } from '#shared/contract/search.ts';
import { DateField } from '#renderer/components/DateField.tsx';
import { type Choice, choicesIn, isNarrowed, type ListFilter, toggled } from './filters.ts';

interface Props {
  documents: readonly DocumentSummary[];
  collections: readonly Collection[];
  filters: Filters;
  /** At the left of the results; else above them, side by side. */
  column: boolean;
  onChange: (filters: Filters) => void;
}

/** Narrows what is searched. A list with one choice only would narrow nothing and is not shown. */
export function SearchFilters({ documents, collections, filters, column, onChange }: Props) {
  const { t } = useTranslation();
  const choices = useMemo(() => choicesIn(documents), [documents]);
  const toggle = (name: ListFilter) => (value: string) => onChange(toggled(filters, name, value));
  const inForceOnly = filters.allRevisions !== true;
  return (
    <Stack component="section" aria-label={t('search.filters')} sx={column ? { width: 250, flex: 'none', gap: 2 } : { flex: '1 0 100%', minWidth: 0, flexDirection: 'row', flexWrap: 'wrap', gap: 2, alignItems: 'flex-start' }}>
      {collections.length > 0 && (
        <Ticks legend={t('search.collection')} choices={collections.map(({ id, documents: count }) => ({ value: id, count }))} name={(id) => collections.find((each) => each.id === id)?.name ?? id} chosen={filters.collections ?? []} onToggle={toggle('collections')} />
      )}
      {choices.types.length > 0 && (
        <Ticks legend={t('search.type')} choices={choices.types} name={(value) => t(`common.documentTypes.${value as 'manual'}`)} chosen={filters.types ?? []} onToggle={toggle('types')} />
      )}
      {choices.kinds.length > 1 && (
        <Ticks legend={t('search.fileKind')} choices={choices.kinds} name={(value) => t(`documents.kinds.${value as 'pdf'}`)} chosen={filters.kinds ?? []} onToggle={toggle('kinds')} />
      )}
      {choices.tags.length > 0 && <Ticks legend={t('search.tag')} choices={choices.tags} name={(value) => value} chosen={filters.tags ?? []} onToggle={toggle('tags')} />}
      {choices.labels.length > 1 && (
        <Ticks legend={t('search.label')} choices={choices.labels} name={(value) => t(`common.labels.${value as 'public'}`)} chosen={filters.labels ?? []} onToggle={toggle('labels')} />
      )}
      <FormControl component="fieldset">
        <FormLabel component="legend">{t('search.dated')}</FormLabel>
        <Stack sx={{ gap: 1, marginTop: 1 }}>
          {(['from', 'until'] as const).map((end) => (
            <DateField
              key={end}
              label={t(`search.${end}`)}
              value={filters[end] ?? ''}
              onChange={(value) => {
                const { [end]: _, ...rest } = filters;
                onChange(value === '' ? rest : { ...rest, [end]: value });
              }}
            />
          ))}
        </Stack>
      </FormControl>
      <FormControlLabel
        control={<Checkbox size="small" checked={inForceOnly} onChange={() => onChange({ ...filters, allRevisions: inForceOnly })} />}
        label={t('search.inForceOnly')}
        slotProps={{ typography: { variant: 'body2' } }}
      />
      {isNarrowed(filters) && (
        <Button variant="outlined" onClick={() => onChange({})}>
          {t('search.clearFilters')}
        </Button>
      )}
    </Stack>
  );
}

interface TicksProps {
  legend: string;
  choices: readonly Choice[];
  name: (value: string) => string;
  chosen: readonly string[];
  onToggle: (value: string) => void;
}

function Ticks({ legend, choices, name, chosen, onToggle }: TicksProps) {
  return (
    <FormControl component="fieldset">
      <FormLabel component="legend">{legend}</FormLabel>
      <FormGroup sx={{ maxHeight: '18rem', overflowY: 'auto', flexWrap: 'nowrap' }}>
        {choices.map(({ value, count }) => (
          <FormControlLabel
            key={value}
            control={<Checkbox size="small" checked={chosen.includes(value)} onChange={() => onToggle(value)} />}
            label={<Box component="span" sx={{ overflowWrap: 'anywhere' }}>{`${name(value)} (${count})`}</Box>}
            slotProps={{ typography: { variant: 'body2' } }}
          />
        ))}
      </FormGroup>
    </FormControl>
  );
}
