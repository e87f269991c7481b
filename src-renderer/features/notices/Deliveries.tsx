import { Button, Stack, TableCell, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery, DeliveryState } from '#shared/contract/notices.ts';
import type { State } from '#renderer/app/theme/tokens.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { LOOK_AGAIN_MS, NOTICES } from './notices-key.ts';

const LOOKS: Record<DeliveryState, State> = { waiting: 'working', delivered: 'ready', dead: 'failed', over: 'idle' };

/** What was sent lately, and how far each is. */
export function Deliveries() {
  const { t } = useTranslation();
  const client = useClient();
  const heading = useId();
  const list = useQuery({ queryKey: [...NOTICES, 'deliveries'], queryFn: ({ signal }) => client.notices.deliveries({}, { signal }), refetchInterval: LOOK_AGAIN_MS });
  const columns = [t('notices.deliveries.when'), t('notices.deliveries.what'), t('notices.deliveries.to'), t('notices.deliveries.state'), t('documents.column.actions')];
  return (
    <Stack component="section" aria-labelledby={heading} sx={{ gap: 1.5 }}>
      <Typography id={heading} variant="h2">
        {t('notices.deliveries.title')}
      </Typography>
      {list.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.deliveries.length === 0 && <EmptyState title={t('notices.deliveries.none')} body={t('notices.deliveries.noneBody')} />}
      {list.data !== undefined && list.data.deliveries.length > 0 && (
        <FramedTable label={t('notices.deliveries.title')} columns={columns}>
          {list.data.deliveries.map((delivery) => (
            <Row key={delivery.id} delivery={delivery} />
          ))}
        </FramedTable>
      )}
    </Stack>
  );
}

function Row({ delivery: { id, kind, channel, tool, to, state, attempts, createdAt, nextAt, host, sentence } }: { delivery: Delivery }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(NOTICES);
  const what = t(`notices.deliveries.kinds.${kind}`, { tool: tool ?? '' });
  const time = formatTime(createdAt);
  const first = state === 'waiting' && sentence === null;
  return (
    <TableRow hover>
      <TableCell>{time}</TableCell>
      <TableCell>{what}</TableCell>
      <TableCell sx={{ overflowWrap: 'anywhere' }}>
        {to ?? t(`notices.deliveries.channels.${channel}`)}
        {host !== null && (
          <Typography variant="caption" component="div" color="textSecondary">
            {host}
          </Typography>
        )}
      </TableCell>
      <TableCell>
        <StatusChip state={LOOKS[state]}>{first ? t('notices.deliveries.states.first') : t(`notices.deliveries.states.${state}`, { time: nextAt === null ? '' : formatTime(nextAt) })}</StatusChip>
        {sentence !== null && state !== 'delivered' && (
          <Typography variant="body2" sx={{ marginBlockStart: 0.5 }}>
            {sentence}
          </Typography>
        )}
        {attempts > 1 && (
          <Typography variant="caption" component="div" color="textSecondary">
            {t('notices.deliveries.attempts', { count: attempts })}
          </Typography>
        )}
      </TableCell>
      <TableCell align="right">
        {(state === 'dead' || (state === 'waiting' && !first)) && (
          <Button size="small" aria-label={t('notices.deliveries.againNamed', { what, time })} onClick={() => action.run(() => client.notices.retry({ id }), () => t('notices.deliveries.trying'))}>
            {t('notices.deliveries.again')}
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
}
