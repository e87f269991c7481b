import { Checkbox, FormControlLabel, MenuItem, TextField } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { emptySource } from './empty-tool.ts';

interface Props {
  config: Record<string, unknown>;
  secrets: readonly string[];
  onChange: (change: Record<string, unknown>) => void;
}

const ENGINES = ['postgres', 'mysql', 'sqlserver', 'sqlite'] as const;

/** Which database a tool reads, and with what statement. */
export function SqlFields({ config, secrets, onChange }: Props) {
  const { t } = useTranslation();
  const source = (config['source'] ?? {}) as Record<string, unknown>;
  const engine = ENGINES.find((each) => each === source['engine']) ?? 'postgres';
  const set = (change: Record<string, unknown>) => onChange({ source: { ...source, ...change } });
  const text = (name: 'host' | 'database' | 'user' | 'file') => (
    <TextField label={t(`tools.form.${name}`)} required value={typeof source[name] === 'string' ? source[name] : ''} onChange={({ target }) => set({ [name]: target.value.trim() })} slotProps={{ htmlInput: { spellCheck: false } }} />
  );
  return (
    <>
      <TextField select label={t('tools.form.engine')} value={engine} onChange={({ target }) => onChange({ source: emptySource(target.value) })}>
        {ENGINES.map((each) => (
          <MenuItem key={each} value={each}>
            {t(`tools.engines.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      {engine === 'sqlite' ? (
        text('file')
      ) : (
        <>
          {text('host')}
          <TextField label={t('tools.form.port')} type="number" value={source['port'] ?? ''} onChange={({ target }) => set({ port: target.value === '' ? undefined : Number(target.value) })} />
          {text('database')}
          {text('user')}
          <TextField select label={t('tools.form.password')} helperText={t('tools.form.passwordHint')} required value={secrets.find((each) => each === source['password']) ?? ''} onChange={({ target }) => set({ password: target.value })}>
            {secrets.map((secret) => (
              <MenuItem key={secret} value={secret}>
                {secret}
              </MenuItem>
            ))}
          </TextField>
          <FormControlLabel control={<Checkbox checked={source['tls'] !== false} onChange={({ target }) => set({ tls: target.checked })} />} label={t('tools.form.tls')} />
        </>
      )}
      <TextField
        label={t('tools.form.statement')}
        helperText={t('tools.form.statementHint')}
        required
        multiline
        minRows={3}
        maxRows={14}
        value={typeof config['statement'] === 'string' ? config['statement'] : ''}
        onChange={({ target }) => onChange({ statement: target.value })}
        slotProps={{ htmlInput: { spellCheck: false, style: { fontFamily: 'monospace' } } }}
      />
      <TextField label={t('tools.form.maxRows')} type="number" value={config['maxRows'] ?? 200} onChange={({ target }) => onChange({ maxRows: Number(target.value) })} slotProps={{ htmlInput: { min: 1, max: 5_000 } }} />
    </>
  );
}
