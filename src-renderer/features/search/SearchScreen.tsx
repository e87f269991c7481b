import Search from '@mui/icons-material/SearchOutlined';
import { Box, Button, InputAdornment, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useClient } from '#renderer/client/client-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Screen } from '#renderer/components/Screen.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { NO_FILTERS, passes } from './filters.ts';
import { ResultList } from './ResultList.tsx';
import { SearchFilters } from './SearchFilters.tsx';

const TOP = 30;
const LONGEST = 2_000;

/** For people who just want the page. The query stands in the address, so that it survives leaving and coming back. */
export function SearchScreen() {
  const { t } = useTranslation();
  const client = useClient();
  const [address, setAddress] = useSearchParams();
  const query = address.get('q') ?? '';
  const [typed, setTyped] = useState(query);
  const [filters, setFilters] = useState(NO_FILTERS);
  const box = useRef<HTMLInputElement>(null);
  const found = useQuery({
    queryKey: ['search', 'query', query],
    queryFn: ({ signal }) => client.search.query({ query, top: TOP }, { signal }),
    enabled: query !== '',
  });
  const all = found.data?.results ?? [];
  const results = useMemo(() => (found.data?.results ?? []).filter((passage) => passes(passage, filters)), [found.data, filters]);
  useEffect(() => {
    box.current?.focus();
  }, []);
  useEffect(() => setFilters(NO_FILTERS), [query]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() === query) void found.refetch();
    else setAddress(typed.trim() === '' ? {} : { q: typed.trim() });
  };
  const toResults = () => document.querySelector<HTMLElement>('[data-row="0"] button')?.focus();

  return (
    <Screen title={t('search.title')}>
      <Stack component="form" role="search" direction="row" onSubmit={submit} sx={{ gap: 1 }}>
        <TextField
          fullWidth
          inputRef={box}
          value={typed}
          placeholder={t('search.placeholder')}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' || results.length === 0) return;
            event.preventDefault();
            toResults();
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
      {query === '' && <EmptyState title={t('search.empty.title')} body={t('search.empty.body')} />}
      {found.isError && <FailureNotice failure={found.error} onRetry={() => void found.refetch()} />}
      {found.isFetching && <Waiting>{t('search.working')}</Waiting>}
      {found.data && !found.isFetching && (
        <>
          <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
            <Typography role="status" variant="body2">
              {t('search.found', { count: results.length, documents: found.data.searched })}
            </Typography>
            <StatusChip state={found.data.mode === 'hybrid' ? 'ready' : 'degraded'}>{t(`search.mode.${found.data.mode}`)}</StatusChip>
          </Stack>
          {all.length === 0 ? (
            <EmptyState title={t('search.nothing.title', { query })} body={t('search.nothing.body')} />
          ) : (
            <Box sx={{ display: 'flex', gap: 3, minHeight: 0, alignItems: 'flex-start', flexWrap: 'wrap' }}>
              <SearchFilters results={all} filters={filters} onChange={setFilters} />
              <ResultList results={results} onClear={() => setFilters(NO_FILTERS)} onLeave={() => box.current?.focus()} />
            </Box>
          )}
        </>
      )}
    </Screen>
  );
}
