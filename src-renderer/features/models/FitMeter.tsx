import { Box, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { MemoryFit } from '#shared/contract/models.ts';
import type { State } from '#renderer/app/theme/tokens.ts';
import { formatBytes } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';

export const FIT_STATES: Record<MemoryFit['verdict'], State> = { yes: 'ready', slow: 'degraded', no: 'failed' };

/** Whether a model fits into memory: how much of what is free it needs. */
export function FitMeter({ fit: { verdict, needsBytes, availableBytes, sentence } }: { fit: MemoryFit }) {
  const { t, i18n } = useTranslation();
  const bytes = (value: number) => formatBytes(value, t, i18n.language);
  const words = t('models.fit.needs', { needs: bytes(needsBytes), available: bytes(availableBytes) });
  const share = availableBytes > 0 ? Math.min(1, needsBytes / availableBytes) : 1;
  return (
    <Box title={sentence}>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', justifyContent: 'space-between', flexWrap: 'wrap', marginBottom: 0.5 }}>
        <Typography variant="body2">{words}</Typography>
        <StatusChip state={FIT_STATES[verdict]}>{t(`models.fit.${verdict}`)}</StatusChip>
      </Box>
      <Box role="meter" aria-label={t('models.fit.title')} aria-valuenow={Math.round(share * 100)} aria-valuemin={0} aria-valuemax={100} aria-valuetext={words} sx={({ tokens }) => ({ height: 10, border: `1px solid ${tokens.strongLine}`, borderRadius: 1, overflow: 'hidden' })}>
        <Box sx={{ height: '100%', backgroundColor: (theme) => theme.tokens.states[FIT_STATES[verdict]].ink }} style={{ width: `${share * 100}%` }} />
      </Box>
    </Box>
  );
}
