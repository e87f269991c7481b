import { MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { CurrentState, ToolDefinition } from '#shared/contract/tools.ts';
import { useToolList } from './tool-queries.ts';

const NONE = '';
const FIXED = ' fixed';

type Source = CurrentState['arguments'][string];

interface Props {
  current: CurrentState | null;
  /** Names of the arguments of the tool that writes. */
  own: readonly string[];
  onChange: (current: CurrentState | null) => void;
}

/** Which tool looks up what a call would change, what it is asked with, and where in its result each field stands. */
export function CurrentStateFields({ current, own, onChange }: Props) {
  const { t } = useTranslation();
  const reading = useToolList().data?.tools.flatMap(({ definition }) => (definition.writes || definition.approval === 'always' ? [] : [definition])) ?? [];
  const asked = reading.find(({ name }) => name === current?.tool);
  const named = (name: string) => onChange(name === NONE ? null : { tool: name, arguments: sameNames(reading.find((each) => each.name === name), own), fields: {} });
  return (
    <Stack role="group" aria-label={t('tools.form.current.title')} sx={{ gap: 1.5 }}>
      <Typography sx={{ fontWeight: 600 }}>{t('tools.form.current.title')}</Typography>
      <Typography variant="body2" color="textSecondary">
        {t('tools.form.current.hint')}
      </Typography>
      <TextField select label={t('tools.form.current.tool')} value={asked === undefined ? NONE : asked.name} onChange={({ target }) => named(target.value)} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
        <MenuItem value={NONE}>{t('tools.form.current.none')}</MenuItem>
        {reading.map(({ name }) => (
          <MenuItem key={name} value={name}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      {current !== null && asked !== undefined && (
        <>
          {namesIn(asked).map((name) => (
            <AskedWith key={name} name={name} current={current} own={own} onChange={onChange} />
          ))}
          {own.map((name) => (
            <TextField
              key={name}
              size="small"
              label={t('tools.form.current.where', { name })}
              helperText={name === own[0] ? t('tools.form.current.whereHint') : undefined}
              value={current.fields[name] ?? ''}
              onChange={({ target }) => onChange({ ...current, fields: withEntry(current.fields, name, target.value.trim() || null) })}
              slotProps={{ htmlInput: { spellCheck: false } }}
            />
          ))}
        </>
      )}
    </Stack>
  );
}

function AskedWith({ name, current, own, onChange }: { name: string; current: CurrentState; own: readonly string[]; onChange: (current: CurrentState) => void }) {
  const { t } = useTranslation();
  const source = current.arguments[name];
  const fixed = source !== undefined && 'value' in source ? source : null;
  const chosen = (from: string) => {
    if (from !== FIXED) onChange({ ...current, arguments: withEntry<Source>(current.arguments, name, from === NONE ? null : { from }) });
  };
  return (
    <TextField select size="small" label={t('tools.form.current.asked', { name })} value={fixed ? FIXED : source && 'from' in source ? source.from : NONE} onChange={({ target }) => chosen(target.value)} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
      <MenuItem value={NONE}>{t('tools.form.current.nothing')}</MenuItem>
      {own.map((each) => (
        <MenuItem key={each} value={each}>
          {each}
        </MenuItem>
      ))}
      {fixed && <MenuItem value={FIXED}>{t('tools.form.current.fixed', { value: String(fixed.value) })}</MenuItem>}
    </TextField>
  );
}

/** The arguments of a tool by name. */
export const namesIn = ({ input }: Pick<ToolDefinition, 'input'>): string[] => Object.keys((input['properties'] ?? {}) as object);

/** To begin with, what is called the same is the same. */
const sameNames = (asked: ToolDefinition | undefined, own: readonly string[]): CurrentState['arguments'] =>
  Object.fromEntries((asked ? namesIn(asked) : []).filter((name) => own.includes(name)).map((name) => [name, { from: name }]));

function withEntry<T>(entries: Readonly<Record<string, T>>, name: string, value: T | null): Record<string, T> {
  const { [name]: _, ...others } = entries;
  return value === null ? others : { ...others, [name]: value };
}
