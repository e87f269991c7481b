import { Box, Button, Stack, TableCell, TableRow, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { TenantSummary } from '#shared/contract/tenants.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { formatBytes, formatNumber, formatTime } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { PLANTS_KEY } from './plants-key.ts';

interface Props {
  plant: TenantSummary;
  onSuspend: () => void;
  onLimits: () => void;
}

export function PlantRow({ plant, onSuspend, onLimits }: Props) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const action = useAction(PLANTS_KEY);
  const own = useIdentity().tenant.id === plant.id;
  const { id, name, slug, active, usage, quotas } = plant;
  const number = (value: number): string => formatNumber(value, i18n.language);
  const bytes = (value: number): string => formatBytes(value, t, i18n.language);
  const ofLimit = (used: number, limit: number | null, show: (value: number) => string): string =>
    limit === null ? show(used) : t('tenancy.plants.usage', { used: show(used), limit: show(limit) });
  return (
    <TableRow hover>
      <TableCell>
        <Typography component="span" sx={{ fontWeight: 600 }}>
          {name}
        </Typography>{' '}
        <Typography component="span" variant="caption" color="textSecondary">
          {slug}
          {own && ` (${t('tenancy.plants.own')})`}
        </Typography>
        <Box sx={{ paddingBlock: 0.5 }}>
          <PlantState plant={plant} />
        </Box>
      </TableCell>
      <TableCell>{ofLimit(usage.documents, quotas.documents, number)}</TableCell>
      <TableCell>{ofLimit(usage.bytes, quotas.bytes, bytes)}</TableCell>
      <TableCell>{ofLimit(usage.tokensToday, quotas.tokensPerDay, number)}</TableCell>
      <TableCell>{ofLimit(usage.generations, quotas.generations, number)}</TableCell>
      <TableCell align="right">
        <Stack direction="row" sx={{ justifyContent: 'flex-end' }}>
          <Button size="small" aria-label={t('tenancy.plants.limitsNamed', { name })} onClick={onLimits}>
            {t('tenancy.plants.limits')}
          </Button>
          {active && !own && (
            <Button size="small" color="error" aria-label={t('tenancy.plants.suspendNamed', { name })} onClick={onSuspend}>
              {t('tenancy.plants.suspend')}
            </Button>
          )}
          {!active && (
            <Button size="small" aria-label={t('tenancy.plants.resumeNamed', { name })} onClick={() => action.run(() => client.tenants.resume({ id }), () => t('tenancy.plants.wasResumed', { name }))}>
              {t('tenancy.plants.resume')}
            </Button>
          )}
        </Stack>
      </TableCell>
    </TableRow>
  );
}

function PlantState({ plant: { suspended } }: { plant: TenantSummary }) {
  const { t } = useTranslation();
  if (suspended === null) return <StatusChip state="ready">{t('tenancy.plants.active')}</StatusChip>;
  return (
    <>
      <StatusChip state="degraded">{t('tenancy.plants.suspended')}</StatusChip>
      <Typography variant="body2" component="div" sx={{ overflowWrap: 'anywhere' }}>
        {t('tenancy.plants.suspendedSince', { time: formatTime(suspended.since), reason: suspended.reason })}
      </Typography>
    </>
  );
}
