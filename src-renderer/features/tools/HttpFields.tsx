import { MenuItem, TextField } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { ReachField } from '#renderer/components/ReachField.tsx';
import { HeadersField } from './HeadersField.tsx';
import { JsonField } from './JsonField.tsx';

interface Props {
  config: Record<string, unknown>;
  onChange: (change: Record<string, unknown>) => void;
}

const METHODS = ['GET', 'POST'] as const;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** How a tool asks an HTTP API. */
export function HttpFields({ config, onChange }: Props) {
  const { t } = useTranslation();
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
      <HeadersField headers={(config['headers'] ?? {}) as Record<string, string>} hint={t('tools.form.headersHint')} onChange={(headers) => onChange({ headers })} />
      {config['method'] === 'POST' && <JsonField label={t('tools.form.body')} hint={t('tools.form.bodyHint')} value={config['body']} onChange={(body) => onChange({ body })} />}
      <TextField label={t('tools.form.pick')} helperText={t('tools.form.pickHint')} value={textOf(config['pick'])} onChange={({ target }) => onChange({ pick: target.value.trim() || null })} slotProps={{ htmlInput: { spellCheck: false } }} />
      <ReachField value={config['reach'] === 'internet' ? 'internet' : 'plant'} onChange={(reach) => onChange({ reach })} />
    </>
  );
}
