import { Button, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GivenArguments, MissingArguments } from '#shared/contract/agent-answers.ts';

interface Field {
  type?: string;
  description?: string;
  enum?: readonly unknown[];
}

interface Props {
  needs: MissingArguments;
  disabled: boolean;
  /** What the button says, where it is not to go on. */
  action?: string;
  /** Whether it is what somebody has opened, so that typing goes there. */
  focused?: boolean;
  onGiven: (given: GivenArguments) => void;
}

/** What a tool needs and the question did not say, as a form. */
export function MissingForm({ needs: { tool, missing, schema }, disabled, action, focused = false, onGiven }: Props) {
  const { t } = useTranslation();
  const [filled, setFilled] = useState<Record<string, string>>({});
  const properties = (schema['properties'] ?? {}) as Record<string, Field>;
  const complete = missing.every((name) => (filled[name] ?? '').trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) onGiven({ tool, arguments: Object.fromEntries(Object.entries(filled).filter(([, text]) => text.trim() !== '').map(([name, text]) => [name, valueOf(text.trim(), properties[name])])) });
  };
  return (
    <Stack component="form" onSubmit={submit} aria-label={t('agents.needs.title', { tool })} sx={({ tokens }) => ({ gap: 1.5, border: `1px solid ${tokens.line}`, borderRadius: 1, padding: 1.5, maxWidth: 480, backgroundColor: tokens.surface })}>
      <Typography variant="body2">{t('agents.needs.title', { tool })}</Typography>
      {Object.entries(properties).map(([name, field], at) => (
        <TextField
          key={name}
          size="small"
          label={name}
          required={missing.includes(name)}
          disabled={disabled}
          autoFocus={focused && at === 0}
          select={choicesOf(field) !== undefined}
          helperText={field.description ?? ''}
          value={filled[name] ?? ''}
          onChange={({ target }) => setFilled({ ...filled, [name]: target.value })}
        >
          {choicesOf(field)?.map((choice) => (
            <MenuItem key={String(choice)} value={String(choice)}>
              {String(choice)}
            </MenuItem>
          ))}
        </TextField>
      ))}
      <Button type="submit" variant="contained" disabled={disabled || !complete} sx={{ alignSelf: 'flex-start' }}>
        {action ?? t('agents.needs.send')}
      </Button>
    </Stack>
  );
}

const choicesOf = ({ type, enum: choices }: Field): readonly unknown[] | undefined => choices ?? (type === 'boolean' ? [true, false] : undefined);

/** As the schema says; what does not fit is sent as it stands, and refused with a sentence. */
function valueOf(text: string, field: Field | undefined): unknown {
  if (field?.type === 'number' || field?.type === 'integer') return Number.isNaN(Number(text)) ? text : Number(text);
  return field?.type === 'boolean' ? text === 'true' : text;
}
