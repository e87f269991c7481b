import { Stack, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#shared/contract/define-operations.ts';
import type { recalls } from '#shared/contract/recalls.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { recallSentence } from './recall-sentence.ts';

type Told = ResultOf<typeof recalls.list>['recalls'][number];

/** Who was told what about which document, and who has seen it. */
export function RecallsTab() {
  const { t } = useTranslation();
  const client = useClient();
  const found = useQuery({ queryKey: ['recalls', 'list'], queryFn: ({ signal }) => client.recalls.list({}, { signal }) });
  return (
    <Stack sx={{ gap: 2 }}>
      <Typography color="textSecondary">{t('knowledge.recalls.body')}</Typography>
      {found.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {found.isError && <FailureNotice failure={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.recalls.length === 0 && <EmptyState title={t('knowledge.recalls.none')} />}
      {found.data?.recalls.map((recall) => <RecallCard key={recall.id} recall={recall} />)}
    </Stack>
  );
}

function RecallCard({ recall }: { recall: Told }) {
  const { t } = useTranslation();
  const sentence = recallSentence(t, recall);
  return (
    <Stack component="section" aria-label={sentence} sx={({ tokens }) => ({ gap: 1, border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface, padding: 2 })}>
      <Typography variant="h3" component="h3">
        {sentence}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {formatTime(recall.at)} · {t('knowledge.recalls.told', { count: recall.told.length })}
      </Typography>
      {recall.told.length > 0 && (
        <Table size="small" aria-label={sentence}>
          <TableHead>
            <TableRow>
              <TableCell>{t('knowledge.recalls.person')}</TableCell>
              <TableCell>{t('knowledge.recalls.toldAt')}</TableCell>
              <TableCell>{t('knowledge.recalls.seenAt')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {recall.told.map(({ userName, messageId, toldAt, seenAt }) => (
              <TableRow key={messageId}>
                <TableCell>{userName}</TableCell>
                <TableCell>{formatTime(toldAt)}</TableCell>
                <TableCell>{seenAt === null ? <StatusChip state="degraded">{t('knowledge.recalls.unseen')}</StatusChip> : formatTime(seenAt)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Stack>
  );
}
