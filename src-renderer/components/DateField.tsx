import CalendarToday from '@mui/icons-material/CalendarTodayOutlined';
import { Box, IconButton, InputAdornment, TextField } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

const WRITTEN = /^\d{4}-\d{2}-\d{2}$/;

interface Props {
  label: string;
  /** `2026-11-20`, or empty. */
  value: string;
  /** With a date or nothing; never with what is no date. */
  onChange: (value: string) => void;
  /** What an empty or any date means. */
  hint?: string;
}

/** A date that is written as it is read everywhere here, 2026-11-20; a browser's own field writes it after the manner of some country. */
export function DateField({ label, value, onChange, hint }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const [typing, setTyping] = useState(false);
  const calendar = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped(value), [value]);
  const wrong = !typing && typed !== '' && !isDate(typed);
  const take = (next: string) => {
    setTyped(next);
    if (next === '' || isDate(next)) onChange(next);
  };
  return (
    <TextField
      size="small"
      label={label}
      value={typed}
      error={wrong}
      {...(wrong ? { helperText: t('common.dateWritten') } : hint === undefined ? {} : { helperText: hint })}
      placeholder={t('common.datePlaceholder')}
      onChange={({ target }) => take(target.value.trim())}
      onFocus={() => setTyping(true)}
      onBlur={() => setTyping(false)}
      sx={{ width: '12.5rem' }}
      slotProps={{
        inputLabel: { shrink: true },
        htmlInput: { inputMode: 'numeric', maxLength: 10 },
        input: {
          endAdornment: (
            <InputAdornment position="end">
              <IconButton edge="end" size="small" aria-label={t('common.dateChoose', { name: label })} onClick={() => calendar.current?.showPicker()}>
                <CalendarToday fontSize="small" />
              </IconButton>
              <Box ref={calendar} component="input" type="date" tabIndex={-1} aria-hidden value={value} onChange={({ target }) => take(target.value)} sx={{ position: 'absolute', insetInlineEnd: 0, bottom: 0, width: 1, height: 1, opacity: 0, pointerEvents: 'none' }} />
            </InputAdornment>
          ),
        },
      }}
    />
  );
}

function isDate(text: string): boolean {
  return WRITTEN.test(text) && !Number.isNaN(Date.parse(text));
}
