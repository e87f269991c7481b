import { Paper, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Check } from '#shared/contract/system.ts';
import type { State } from '#renderer/app/theme/tokens.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { Facts } from '#renderer/components/Facts.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatBytes, formatTime } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { useUptime } from './use-uptime.ts';

const REFRESH_MS = 10_000;
const states: Record<Check['state'], State> = { ok: 'ready', degraded: 'degraded', failed: 'failed', off: 'idle' };

/** How every part is, in words. */
export function HealthTab() {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const uptime = useUptime();
  const report = useQuery({ queryKey: ['system', 'report'], queryFn: ({ signal }) => client.system.report({}, { signal }), refetchInterval: REFRESH_MS });
  const bytes = (value: number) => formatBytes(value, t, i18n.language);
  if (report.isLoading) return <Waiting>{t('common.loading')}</Waiting>;
  if (report.data === undefined) return <FailureNotice failure={report.error} onRetry={() => void report.refetch()} />;
  const { version, uptimeSeconds, checks, memory, disk } = report.data;
  return (
    <Stack sx={{ gap: 2 }}>
      <Facts
        facts={[
          [t('common.product'), `${t('admin.health.version', { version })} · ${uptime(uptimeSeconds)}`],
          [t('admin.health.memory'), t('admin.health.memoryValue', { used: bytes(memory.coreBytes), free: bytes(memory.freeBytes), total: bytes(memory.totalBytes) })],
          [t('admin.health.disk'), t('admin.health.diskValue', { data: bytes(disk.dataBytes), free: bytes(disk.freeBytes) })],
        ]}
      />
      <Typography variant="h2">{t('admin.health.checks')}</Typography>
      <Stack component="ul" aria-label={t('admin.health.checks')} sx={{ gap: 1, listStyle: 'none', margin: 0, padding: 0 }}>
        {checks.map(({ name, state, sentence }) => (
          <Paper key={name} variant="outlined" component="li" sx={{ padding: 1.5, display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap' }}>
            <Typography sx={{ fontWeight: 600, flex: '0 0 13em' }}>{t(`admin.health.part.${name}`)}</Typography>
            <StatusChip state={states[state]}>{t(`admin.health.state.${state}`)}</StatusChip>
            <Typography variant="body2" sx={{ flex: '1 1 20rem' }}>
              {sentence}
            </Typography>
          </Paper>
        ))}
      </Stack>
      <Typography variant="caption" color="textSecondary">
        {t('admin.health.asOf', { time: formatTime(new Date(report.dataUpdatedAt).toISOString()) })}
      </Typography>
    </Stack>
  );
}
