import { Stack, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { MIN_RETENTION_DAYS, type RetentionOutlook } from '#shared/contract/audit.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { RetentionDays } from '#renderer/components/RetentionDays.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { ProofSection } from './ProofSection.tsx';
import { PruneNow } from './PruneNow.tsx';
import { RETENTION_KEY } from './retention-key.ts';

/** For how long the record is kept, what may go now, and what went. */
export function AuditRetention() {
  const { t } = useTranslation();
  const client = useClient();
  const mayChange = useMay('policy:manage');
  const outlook = useQuery({ queryKey: RETENTION_KEY, queryFn: ({ signal }) => client.audit.retention({}, { signal }) });
  return (
    <Stack sx={{ gap: 3 }}>
      {outlook.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {outlook.isError && <FailureNotice failure={outlook.error} onRetry={() => void outlook.refetch()} />}
      {outlook.data && (
        <>
          <ProofSection title={t('record.retention.title')} body={t('record.retention.body', { least: MIN_RETENTION_DAYS })}>
            <Typography>{outlook.data.days === null ? t('record.retention.forEver') : t('record.retention.forDays', { count: outlook.data.days })}</Typography>
            {mayChange && <DaysForm key={String(outlook.data.days)} days={outlook.data.days} />}
          </ProofSection>
          <ProofSection title={t('record.retention.now')} body={sentenceOf(outlook.data, t)}>
            {outlook.data.heldFrom !== null && <Notice state="degraded">{t('record.retention.held', { seq: outlook.data.heldFrom })}</Notice>}
            {mayChange && outlook.data.next !== null && <PruneNow next={outlook.data.next} />}
          </ProofSection>
          {outlook.data.prunings.length > 0 && <Prunings prunings={outlook.data.prunings} />}
        </>
      )}
    </Stack>
  );
}

function sentenceOf({ next, days, first }: RetentionOutlook, t: TFunction): string {
  if (next !== null) return t('record.retention.next', next);
  return days === null ? t('record.retention.off') : t('record.retention.nothing', { first });
}

function DaysForm({ days }: { days: number | null }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(RETENTION_KEY);
  return <RetentionDays days={days} pending={action.pending} onSet={(wanted) => action.run(() => client.audit.setRetention({ days: wanted }), () => t('record.retention.saved'))} />;
}

function Prunings({ prunings }: Pick<RetentionOutlook, 'prunings'>) {
  const { t } = useTranslation();
  const title = t('record.retention.removed');
  return (
    <ProofSection title={title} body={t('record.retention.removedBody')}>
      <Table size="small" aria-label={title}>
        <TableHead>
          <TableRow>
            <TableCell>{t('admin.audit.field.at')}</TableCell>
            <TableCell>{t('record.retention.entries')}</TableCell>
            <TableCell>{t('record.retention.recordedIn')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {prunings.map(({ seq, at, from, to }) => (
            <TableRow key={seq}>
              <TableCell>{formatTime(at)}</TableCell>
              <TableCell>{t('record.retention.fromTo', { from, to })}</TableCell>
              <TableCell>{t('admin.audit.one', { seq })}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </ProofSection>
  );
}
