import { Box, Typography, useMediaQuery } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { plantBand } from '../theme/plant-band.ts';
import { ModeLine } from './ModeLine.tsx';
import { PersonMenu } from './PersonMenu.tsx';

/** Which plant this is, what answers here, who is at the screen. In a narrow window the mode line stands in a row of its own, last. */
export function TopStrip() {
  const { t } = useTranslation();
  const { tenant, signedIn } = useIdentity();
  const narrow = useMediaQuery('(max-width: 599.95px)');
  const person = (
    <>
      {signedIn.method === 'offline' && signedIn.rolesAsOf !== null && <StatusChip state="degraded">{t('identity.pin.offline', { time: formatTime(signedIn.rolesAsOf) })}</StatusChip>}
      <PersonMenu />
    </>
  );
  return (
    <Box component="header" sx={({ tokens }) => ({ flex: 'none', backgroundColor: tokens.surface, borderBottom: `1px solid ${tokens.line}` })}>
      <Box aria-hidden sx={{ height: 6 }} style={{ backgroundColor: plantBand(tenant.id) }} />
      <Box sx={({ measures }) => ({ minHeight: measures.strip, display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: narrow ? 1 : 3, paddingInline: narrow ? 1 : 2 })}>
        <Typography variant="h2" component="p" noWrap title={t('frame.plant', { name: tenant.name })} sx={{ flex: narrow ? 1 : undefined, minWidth: 0, maxWidth: '24rem', margin: 0, paddingInlineStart: narrow ? 0.75 : 0 }}>
          {tenant.name}
        </Typography>
        {narrow && person}
        <Box sx={{ flex: narrow ? '1 0 100%' : 1, minWidth: 0, display: 'flex', justifyContent: narrow ? 'flex-start' : 'flex-end' }}>
          <ModeLine narrow={narrow} />
        </Box>
        {!narrow && person}
      </Box>
    </Box>
  );
}
