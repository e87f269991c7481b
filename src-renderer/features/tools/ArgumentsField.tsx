import Delete from '@mui/icons-material/DeleteOutlined';
import { Button, Checkbox, FormControlLabel, IconButton, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ARGUMENT_TYPES, type ArgumentRow, rowsOf, schemaOf } from './argument-rows.ts';
import { JsonField } from './JsonField.tsx';

interface Props {
  schema: Record<string, unknown>;
  onChange: (schema: Record<string, unknown>) => void;
}

/** What a tool takes: row by row, or as a schema where that says more than rows can. */
export function ArgumentsField({ schema, onChange }: Props) {
  const { t } = useTranslation();
  const [rows, setRows] = useState(() => rowsOf(schema));
  if (rows === null) return <JsonField label={t('tools.form.schema')} value={schema} onChange={(value) => onChange(value as Record<string, unknown>)} />;
  const set = (next: ArgumentRow[]) => {
    setRows(next);
    onChange(schemaOf(next));
  };
  const change = (at: number, part: Partial<ArgumentRow>) => set(rows.map((row, n) => (n === at ? { ...row, ...part } : row)));

  return (
    <Stack role="group" aria-label={t('tools.form.arguments')} sx={{ gap: 1 }}>
      <Typography sx={{ fontWeight: 600 }}>{t('tools.form.arguments')}</Typography>
      <Typography variant="body2" color="textSecondary">
        {t('tools.form.argumentsHint')}
      </Typography>
      {rows.map((row, at) => (
        <Stack key={at} direction="row" sx={{ gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
          <TextField size="small" label={t('tools.form.argument', { n: at + 1 })} value={row.name} onChange={({ target }) => change(at, { name: target.value.replaceAll(/[^\w]/g, '_') })} sx={{ flex: '1 1 7rem' }} />
          <TextField select size="small" label={t('tools.form.type')} value={row.type} onChange={({ target }) => change(at, { type: ARGUMENT_TYPES.find((each) => each === target.value) ?? 'string' })} sx={{ flex: '1 1 6rem' }}>
            {ARGUMENT_TYPES.map((type) => (
              <MenuItem key={type} value={type}>
                {t(`tools.types.${type}`)}
              </MenuItem>
            ))}
          </TextField>
          <TextField size="small" label={t('tools.form.meaning')} value={row.description} onChange={({ target }) => change(at, { description: target.value })} sx={{ flex: '2 1 9rem' }} />
          <FormControlLabel control={<Checkbox checked={row.required} onChange={({ target }) => change(at, { required: target.checked })} />} label={t('tools.form.required')} />
          <IconButton aria-label={t('tools.form.dropArgument', { name: row.name || at + 1 })} onClick={() => set(rows.filter((_, n) => n !== at))}>
            <Delete fontSize="small" />
          </IconButton>
        </Stack>
      ))}
      <Button sx={{ alignSelf: 'flex-start' }} onClick={() => set([...rows, { name: '', type: 'string', description: '', required: true, rest: {} }])}>
        {t('tools.form.addArgument')}
      </Button>
    </Stack>
  );
}
