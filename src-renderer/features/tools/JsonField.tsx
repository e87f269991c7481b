import { TextField } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  label: string;
  hint?: string;
  /** Undefined or null is shown as nothing. */
  value: unknown;
  /** Told only what is JSON; null for nothing. */
  onChange: (value: unknown) => void;
}

/** A value typed as JSON; what is no JSON yet stays in the field and is said to be none. */
export function JsonField({ label, hint, value, onChange }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => (value === null || value === undefined ? '' : JSON.stringify(value, null, 2)));
  const [wrong, setWrong] = useState(false);
  const take = (typed: string) => {
    setText(typed);
    try {
      onChange(typed.trim() === '' ? null : JSON.parse(typed));
      setWrong(false);
    } catch {
      setWrong(true);
    }
  };
  return (
    <TextField
      label={label}
      helperText={wrong ? t('tools.form.noJson') : (hint ?? ' ')}
      error={wrong}
      multiline
      minRows={3}
      maxRows={12}
      value={text}
      onChange={({ target }) => take(target.value)}
      slotProps={{ htmlInput: { spellCheck: false, style: { fontFamily: 'monospace' } } }}
    />
  );
}
