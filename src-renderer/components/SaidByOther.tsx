import { Box, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { visibleText } from './visible-text.ts';

/** What another system said of why a call failed: its own words, as plain text, marked as such. */
export function SaidByOther({ children }: { children: string }) {
  const { t } = useTranslation();
  return (
    <Box component="figure" sx={{ margin: 0, marginTop: 0.5 }}>
      <Typography variant="caption" component="figcaption" color="textSecondary">
        {t('tools.said')}
      </Typography>
      <Typography variant="body2" component="blockquote" tabIndex={0} sx={({ tokens }) => ({ margin: 0, paddingInlineStart: 1.5, borderInlineStart: `3px solid ${tokens.strongLine}`, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: 240, overflowY: 'auto' })}>
        {visibleText(children)}
      </Typography>
    </Box>
  );
}
