import { Box } from '@mui/material';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditRecord } from '#shared/contract/audit.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { AuditFilters } from './AuditFilters.tsx';
import { AuditList } from './AuditList.tsx';
import { AuditRecordPanel } from './AuditRecordPanel.tsx';
import { type Filters, NO_FILTERS, toRequest } from './filters.ts';

const PAGE = 100;

/** Filters, the list newest first, one entry opened beside it. */
export function AuditEntries() {
  const { t } = useTranslation();
  const client = useClient();
  const [filters, setFilters] = useState<Filters>(NO_FILTERS);
  const [open, setOpen] = useState<{ record: AuditRecord; byKey: boolean } | null>(null);
  const row = useRef<HTMLElement | null>(null);
  const list = useInfiniteQuery({
    queryKey: ['audit', 'list', filters],
    queryFn: ({ signal, pageParam }) => client.audit.list({ ...toRequest(filters), limit: PAGE, ...(pageParam === null ? {} : { before: pageParam }) }, { signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.nextBefore,
  });
  const close = () => {
    setOpen(null);
    row.current?.focus();
  };
  const records = list.data?.pages.flatMap((page) => page.records) ?? [];
  return (
    <>
      <AuditFilters filters={filters} people={useMay('audit:read-all')} onChange={setFilters} />
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {list.data && (
        <Box sx={{ display: 'flex', gap: 2, flex: 1, minHeight: 320 }}>
          <AuditList
            records={records}
            selected={open?.record.seq ?? null}
            onOpen={(record, opened, byKey) => {
              row.current = opened;
              setOpen({ record, byKey });
            }}
            onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
          />
          {open !== null && <AuditRecordPanel key={open.record.seq} record={open.record} takesFocus={open.byKey} onFollow={(correlationId) => setFilters({ ...NO_FILTERS, correlationId })} onClose={close} />}
        </Box>
      )}
    </>
  );
}
