import { MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { JsonField } from './JsonField.tsx';

interface Props {
  config: Record<string, unknown>;
  onChange: (change: Record<string, unknown>) => void;
}

const METHODS = ['GET', 'POST'] as const;
const REACHES = ['plant', 'internet'] as const;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** How a tool asks an HTTP API. */
export function HttpFields({ config, onChange }: Props) {
  const { t } = useTranslation();
  const [headers, setHeaders] = useState(() => Object.entries((config['headers'] ?? {}) as Record<string, string>).map(([name, value]) => `${name}: ${value}`).join('\n'));
  const takeHeaders = (text: string) => {
    setHeaders(text);
    onChange({ headers: headersIn(text) });
  };
  return (
    <>
      <TextField select label={t('tools.form.method')} value={textOf(config['method']) || 'GET'} onChange={({ target }) => onChange({ method: target.value, ...(target.value === 'GET' ? { body: null } : {}) })}>
        {METHODS.map((method) => (
          <MenuItem key={method} value={method}>
            {method}
          </MenuItem>
        ))}
      </TextField>
      <TextField label={t('tools.form.url')} helperText={t('tools.form.urlHint')} required value={textOf(config['url'])} onChange={({ target }) => onChange({ url: target.value.trim() })} slotProps={{ htmlInput: { spellCheck: false } }} />
      <TextField label={t('tools.form.headers')} helperText={t('tools.form.headersHint')} multiline minRows={2} maxRows={8} value={headers} onChange={({ target }) => takeHeaders(target.value)} slotProps={{ htmlInput: { spellCheck: false } }} />
      {config['method'] === 'POST' && <JsonField label={t('tools.form.body')} hint={t('tools.form.bodyHint')} value={config['body']} onChange={(body) => onChange({ body })} />}
      <TextField label={t('tools.form.pick')} helperText={t('tools.form.pickHint')} value={textOf(config['pick'])} onChange={({ target }) => onChange({ pick: target.value.trim() || null })} slotProps={{ htmlInput: { spellCheck: false } }} />
      <TextField select label={t('tools.form.reach')} value={textOf(config['reach']) || 'plant'} onChange={({ target }) => onChange({ reach: target.value })}>
        {REACHES.map((reach) => (
          <MenuItem key={reach} value={reach}>
            {t(`tools.reaches.${reach}`)}
          </MenuItem>
        ))}
      </TextField>
    </>
  );
}

/** One a line, as `Name: value`; lines without a colon are not finished yet. */
function headersIn(text: string): Record<string, string> {
  return Object.fromEntries(text.split('\n').flatMap((line) => {
    const [, name, value] = /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  }));
}
