import { Table, TableBody, TableCell, TableContainer, TableHead, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { fonts } from '#renderer/app/theme/tokens.ts';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { ProofSection } from './ProofSection.tsx';

export const CHECKPOINTS_KEY = ['audit', 'checkpoints'] as const;

/** The checkpoints of the record, newest first. */
export function CheckpointTable() {
  const { t } = useTranslation();
  const client = useClient();
  const list = useQuery({ queryKey: CHECKPOINTS_KEY, queryFn: ({ signal }) => client.audit.checkpoints({}, { signal }) });
  const title = t('record.checkpoints.title');
  return (
    <ProofSection title={title} body={t('record.checkpoints.body')}>
      {list.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.checkpoints.length === 0 && <Typography color="textSecondary">{t('admin.audit.noCheckpoint')}</Typography>}
      {list.data && list.data.checkpoints.length > 0 && (
        <TableContainer tabIndex={0} role="region" aria-label={title} sx={({ tokens }) => ({ maxHeight: 280, border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface })}>
          <Table size="small" stickyHeader aria-label={title}>
            <TableHead>
              <TableRow>
                <TableCell>{t('record.checkpoints.number')}</TableCell>
                <TableCell>{t('record.checkpoints.covers')}</TableCell>
                <TableCell>{t('admin.audit.field.at')}</TableCell>
                <TableCell>{t('record.checkpoints.hash')}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {list.data.checkpoints.map(({ number, seq, at, hash }) => (
                <TableRow key={number}>
                  <TableCell>{number}</TableCell>
                  <TableCell>{t('record.checkpoints.upTo', { seq })}</TableCell>
                  <TableCell>{formatTime(at)}</TableCell>
                  <TableCell title={hash} sx={{ fontFamily: fonts.mono }}>{`${hash.slice(0, 16)}…`}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </TableContainer>
      )}
    </ProofSection>
  );
}
