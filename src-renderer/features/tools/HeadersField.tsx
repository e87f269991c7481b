import { TextField } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  headers: Readonly<Record<string, string>>;
  hint: string;
  onChange: (headers: Record<string, string>) => void;
}

/** Headers as lines of text. */
export function HeadersField({ headers, hint, onChange }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => Object.entries(headers).map(([name, value]) => `${name}: ${value}`).join('\n'));
  const take = (typed: string) => {
    setText(typed);
    onChange(headersIn(typed));
  };
  return <TextField label={t('tools.form.headers')} helperText={hint} multiline minRows={2} maxRows={8} value={text} onChange={({ target }) => take(target.value)} slotProps={{ htmlInput: { spellCheck: false } }} />;
}

/** One a line, as `Name: value`; lines without a colon are not finished yet. */
function headersIn(text: string): Record<string, string> {
  return Object.fromEntries(text.split('\n').flatMap((line) => {
    const [, name, value] = /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  }));
}
