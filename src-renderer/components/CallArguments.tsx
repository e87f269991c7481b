import { Box, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { visibleText } from './visible-text.ts';

/** What a tool is called with, name by name, as it would be sent. */
export function CallArguments({ values }: { values: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation();
  const entries = Object.entries(values);
  if (entries.length === 0) return <>{t('approvals.noArguments')}</>;
  return (
    <Box component="ul" sx={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {entries.map(([name, value]) => (
        <Typography key={name} component="li" variant="body2" sx={{ fontFamily: 'monospace', overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {visibleText(name)}: <strong>{visibleText(typeof value === 'string' ? value : JSON.stringify(value))}</strong>
        </Typography>
      ))}
    </Box>
  );
}
