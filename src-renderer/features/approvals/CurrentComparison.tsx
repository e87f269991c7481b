import { Checkbox, FormControlLabel } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Approval, Comparison } from '#shared/contract/approvals.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { APPROVALS } from './approvals-key.ts';
import { ComparisonTable } from './ComparisonTable.tsx';

/** What a call would change, looked up when somebody opens it to decide, and again when that turns out to be out of date. */
export function useCurrentComparison({ id, comparison: kept }: Approval) {
  const client = useClient();
  const [looked, setLooked] = useState<string | null>(null);
  const [stale, setStale] = useState(false);
  const query = useQuery({
    queryKey: [...APPROVALS, 'compare', id],
    queryFn: async ({ signal }) => (await client.approvals.compare({ id }, { signal })).comparison,
    enabled: kept !== null, gcTime: 0, staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: false,
  });
  const now = query.isFetching ? null : (query.data ?? null);
  const again = stale || now?.moved === true;
  return {
    now, query, stale, again,
    /** The person has said that they looked at it as it stands. */
    looked: now !== null && looked === now.seen,
    setLooked: (is: boolean) => setLooked(is && now !== null ? now.seen : null),
    /** Whether it can be decided on: there is nothing to compare, or it was looked at. */
    complete: kept === null || (now !== null && (!again || looked === now.seen)),
    lookAgain: () => {
      setStale(true);
      void query.refetch();
    },
  };
}

interface Props {
  current: Omit<ReturnType<typeof useCurrentComparison>, 'now'> & { now: Comparison | null };
}

export function CurrentComparison({ current: { now, query, stale, again, looked, setLooked } }: Props) {
  const { t } = useTranslation();
  if (query.isFetching) return <Waiting>{t('approvals.comparison.looking')}</Waiting>;
  if (query.isError) return <FailureNotice failure={query.error} onRetry={() => void query.refetch()} />;
  if (now === null) return null;
  return (
    <>
      <ComparisonTable comparison={now} stale={stale} />
      {again && <FormControlLabel control={<Checkbox checked={looked} onChange={({ target }) => setLooked(target.checked)} />} label={t('approvals.comparison.lookedAgain')} />}
    </>
  );
}
