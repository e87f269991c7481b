import { Stack, Table, TableBody, TableCell, TableContainer, TableHead, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Hold } from '#shared/contract/privacy.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';

/** Who is under legal hold, and who was. */
export function HoldsTab() {
  const { t } = useTranslation();
  const client = useClient();
  const all = useQuery({ queryKey: ['privacy', 'holds'], queryFn: ({ signal }) => client.privacy.holds({}, { signal }) });
  return (
    <Stack sx={{ gap: 2 }}>
      <Typography color="textSecondary">{t('privacy.holds.body')}</Typography>
      {all.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {all.isError && <FailureNotice failure={all.error} onRetry={() => void all.refetch()} />}
      {all.data?.holds.length === 0 && <EmptyState title={t('privacy.holds.none')} body={t('privacy.holds.noneBody')} />}
      {all.data !== undefined && all.data.holds.length > 0 && (
        <TableContainer sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface })}>
          <Table size="small" aria-label={t('admin.tabs.holds')}>
            <TableHead>
              <TableRow>
                {(['person', 'placed', 'by', 'reason', 'released'] as const).map((column) => (
                  <TableCell key={column}>{t(`privacy.holds.${column}`)}</TableCell>
                ))}
              </TableRow>
            </TableHead>
            <TableBody>
              {all.data.holds.map((hold) => (
                <HoldRow key={hold.id} hold={hold} />
              ))}
            </TableBody>
          </Table>
        </TableContainer>
      )}
    </Stack>
  );
}

function HoldRow({ hold: { person, placedAt, placedBy, reason, released } }: { hold: Hold }) {
  const { t } = useTranslation();
  return (
    <TableRow hover>
      <TableCell sx={{ fontWeight: 600 }}>{person.name}</TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>{formatTime(placedAt)}</TableCell>
      <TableCell>{placedBy.name}</TableCell>
      <TableCell sx={{ overflowWrap: 'anywhere' }}>{reason}</TableCell>
      <TableCell sx={{ overflowWrap: 'anywhere' }}>
        {released === null ? <StatusChip state="degraded">{t('privacy.holds.holding')}</StatusChip> : [t('privacy.holds.releasedBy', { time: formatTime(released.at), name: released.by.name }), released.reason].filter((part) => part !== '').join(': ')}
      </TableCell>
    </TableRow>
  );
}
