import { Box, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { plantBand } from '../theme/plant-band.ts';
import { ModeLine } from './ModeLine.tsx';
import { PersonMenu } from './PersonMenu.tsx';

/** Which plant this is, what answers here, who is at the screen. */
export function TopStrip() {
  const { t } = useTranslation();
  const { tenant, signedIn } = useIdentity();
  return (
    <Box component="header" sx={({ tokens }) => ({ flex: 'none', backgroundColor: tokens.surface, borderBottom: `1px solid ${tokens.line}` })}>
      <Box aria-hidden sx={{ height: 6 }} style={{ backgroundColor: plantBand(tenant.id) }} />
      <Box sx={({ measures }) => ({ minHeight: measures.strip, display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: 3, paddingInline: 2 })}>
        <Typography variant="h2" component="p" noWrap title={t('frame.plant', { name: tenant.name })} sx={{ minWidth: 0, maxWidth: '24rem', margin: 0 }}>
          {tenant.name}
        </Typography>
        <Box sx={{ flex: 1, minWidth: 0, display: 'flex', justifyContent: 'flex-end' }}>
          <ModeLine />
        </Box>
        {signedIn.method === 'offline' && signedIn.rolesAsOf !== null && <StatusChip state="degraded">{t('identity.pin.offline', { time: formatTime(signedIn.rolesAsOf) })}</StatusChip>}
        <PersonMenu />
      </Box>
    </Box>
  );
}
