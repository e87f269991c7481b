import FilterList from '@mui/icons-material/FilterListOutlined';
import { Box, Button, MenuItem, Stack, TextField, Typography, useMediaQuery } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { SEARCH_MODES, type SearchFilters as Filters, type SearchMode } from '#shared/contract/search.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useDocuments } from '#renderer/client/documents-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { Screen } from '#renderer/components/Screen.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { useSourcePanel } from '#renderer/components/source-panel.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { addressOf, filterCount, filtersIn, isNarrowed } from './filters.ts';
import { ResultList } from './ResultList.tsx';
import { SearchBox } from './SearchBox.tsx';
import { SearchFilters } from './SearchFilters.tsx';
import { UnderstoodLine } from './UnderstoodLine.tsx';

const TOP = 30;
const NO_DOCUMENTS: DocumentSummary[] = [];

/** For people who just want the page. Query and filters stand in the address, so that they survive leaving and coming back. */
export function SearchScreen() {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const documents = useDocuments() ?? NO_DOCUMENTS;
  const [address, setAddress] = useSearchParams();
  const query = address.get('q') ?? '';
  const mode = SEARCH_MODES.find((each) => each === address.get('mode')) ?? 'hybrid';
  const filters = useMemo(() => filtersIn(address), [address]);
  const literal = address.has('literal');
  const box = useRef<HTMLInputElement>(null);
  const panel = useSourcePanel();
  const roomy = useMediaQuery(panel.current === null ? '(min-width: 1000px)' : '(min-width: 1700px)');
  const [filtering, setFiltering] = useState(false);
  const request = { query, top: TOP, mode, filters, literal };
  const found = useQuery({ queryKey: ['search', 'query', request], queryFn: async ({ signal }) => ({ ...(await client.search.query(request, { signal })), query }), enabled: query !== '', placeholderData: (before) => (before?.query === query ? before : undefined) });
  const collections = useQuery({ queryKey: ['collections', 'list'], queryFn: ({ signal }) => client.collections.list({}, { signal }) });
  const results = found.data?.results ?? [];

  const search = (next: string, narrowed: Filters, by: SearchMode = mode) => {
    const to = addressOf(next, narrowed);
    if (by !== 'hybrid') to.set('mode', by);
    setAddress(to);
  };
  const toResults = (): boolean => {
    document.querySelector<HTMLElement>('[data-row="0"] button')?.focus();
    return results.length > 0;
  };

  return (
    <Screen title={t('search.title')}>
      <SearchBox query={query} box={box} onSearch={(next) => (next === query ? void found.refetch() : search(next, filters))} onDown={toResults} />
      {query === '' && <EmptyState title={t('search.empty.title')} body={t('search.empty.body')} />}
      {found.isError && <FailureNotice failure={found.error} onRetry={() => void found.refetch()} />}
      {found.isLoading && <Waiting>{t('search.working')}</Waiting>}
      {query !== '' && (
        <Box sx={{ display: 'flex', gap: 3, minHeight: 0, alignItems: 'flex-start', flexWrap: 'wrap' }}>
          {!roomy && (
            <Button variant="outlined" startIcon={<FilterList />} aria-expanded={filtering} onClick={() => setFiltering(!filtering)}>
              {filterCount(filters) === 0 ? t('search.filters') : t('search.filtersOn', { count: filterCount(filters) })}
            </Button>
          )}
          {(roomy || filtering) && <SearchFilters column={roomy} documents={documents} collections={collections.data?.collections ?? []} filters={filters} onChange={(next) => search(query, next)} />}
          {found.data && (
            <Stack aria-busy={found.isFetching} sx={{ flex: roomy ? '1 1 24rem' : '1 0 100%', minWidth: 0, gap: 1.5 }}>
              <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
                <Typography role="status" variant="body2">
                  {found.isFetching ? t('search.working') : t('search.found', { count: results.length, documents: found.data.searched })}
                </Typography>
                {found.data.reranking.model !== null && !found.isFetching && <StatusChip state="ready">{t('search.rerankedBy', { model: found.data.reranking.model })}</StatusChip>}
                {found.data.mode !== mode && !found.isFetching && <StatusChip state="degraded">{t(`search.mode.${found.data.mode}`)}</StatusChip>}
                <TextField select size="small" label={t('search.by')} value={mode} onChange={({ target }) => search(query, filters, target.value as SearchMode)} sx={{ minWidth: '14rem' }}>
                  {SEARCH_MODES.map((each) => (
                    <MenuItem key={each} value={each}>
                      {t(`search.mode.${each}`)}
                    </MenuItem>
                  ))}
                </TextField>
              </Stack>
              <UnderstoodLine understood={found.data.understood} documents={documents} onLiteral={() => setAddress((before) => new URLSearchParams([...before, ['literal', 'yes']]))} />
              {results.length === 0 ? (
                <EmptyState title={t('search.nothing.title', { query })} body={isNarrowed(filters) ? t('search.filteredAway') : t('search.nothing.body')} />
              ) : (
                <>
                  {found.data.reranking.reason !== null && <Notice state="degraded">{i18n.language === 'en' ? found.data.reranking.reason : t('search.notReranked')}</Notice>}
                  {!found.data.relevant && <Notice state="degraded">{t('search.notRelevant', { query })}</Notice>}
                  <ResultList results={results} reranker={found.data.reranking.model} documents={documents} onLeave={() => box.current?.focus()} />
                </>
              )}
            </Stack>
          )}
        </Box>
      )}
    </Screen>
  );
}
