import Search from '@mui/icons-material/SearchOutlined';
import { Button, InputAdornment, Stack, TextField } from '@mui/material';
import { type FormEvent, type RefObject, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const LONGEST = 2_000;

interface Props {
  /** What is searched now. */
  query: string;
  box: RefObject<HTMLInputElement | null>;
  onSearch: (query: string) => void;
  /** Arrow down in the box; false where there is nothing below. */
  onDown: () => boolean;
}

export function SearchBox({ query, box, onSearch, onDown }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(query);
  useEffect(() => setTyped(query), [query]);
  useEffect(() => box.current?.focus(), [box]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(typed.trim());
  };
  return (
    <Stack component="form" role="search" direction="row" onSubmit={submit} sx={{ gap: 1 }}>
      <TextField
        fullWidth
        inputRef={box}
        value={typed}
        placeholder={t('search.placeholder')}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' && onDown()) event.preventDefault();
        }}
        slotProps={{
          htmlInput: { 'aria-label': t('search.box'), maxLength: LONGEST, type: 'search' },
          input: { startAdornment: <InputAdornment position="start"><Search /></InputAdornment> },
        }}
      />
      <Button type="submit" variant="contained">
        {t('search.submit')}
      </Button>
    </Stack>
  );
}
