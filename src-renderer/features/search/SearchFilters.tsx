import { Box, FormControl, FormControlLabel, FormLabel, Radio, RadioGroup } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { Passage } from '#shared/contract/passages.ts';
import { LABELS } from '#shared/contract/permissions.ts';
import { documentsIn, type Filters } from './filters.ts';

interface Props {
  results: readonly Passage[];
  filters: Filters;
  onChange: (filters: Filters) => void;
}

/** Narrows what was found to one document or label; only what occurs among the results is offered. */
export function SearchFilters({ results, filters, onChange }: Props) {
  const { t } = useTranslation();
  const documents = documentsIn(results);
  const labels = LABELS.filter((label) => results.some((passage) => passage.label === label));
  if (documents.length < 2 && labels.length < 2) return null;
  return (
    <Box sx={{ width: 250, flex: 'none', display: 'flex', flexDirection: 'column', gap: 2 }}>
      {documents.length > 1 && (
        <Choice
          legend={t('search.kind')}
          everything={t('search.anyDocument')}
          value={filters.documentId}
          options={documents.map(({ id, filename, count }) => ({ value: id, name: `${filename} (${count})` }))}
          onChange={(documentId) => onChange({ ...filters, documentId })}
        />
      )}
      {labels.length > 1 && (
        <Choice
          legend={t('search.label')}
          everything={t('search.anyLabel')}
          value={filters.label}
          options={labels.map((label) => ({ value: label, name: t(`common.labels.${label}`) }))}
          onChange={(chosen) => onChange({ ...filters, label: LABELS.find((label) => label === chosen) ?? null })}
        />
      )}
    </Box>
  );
}

interface ChoiceProps {
  legend: string;
  everything: string;
  value: string | null;
  options: readonly { value: string; name: string }[];
  onChange: (value: string | null) => void;
}

function Choice({ legend, everything, value, options, onChange }: ChoiceProps) {
  return (
    <FormControl>
      <FormLabel>{legend}</FormLabel>
      <RadioGroup value={value ?? ''} onChange={(event) => onChange(event.target.value || null)}>
        {[{ value: '', name: everything }, ...options].map((option) => (
          <FormControlLabel key={option.value} value={option.value} control={<Radio size="small" />} label={option.name} slotProps={{ typography: { variant: 'body2', sx: { overflowWrap: 'anywhere' } } }} />
        ))}
      </RadioGroup>
    </FormControl>
  );
}
