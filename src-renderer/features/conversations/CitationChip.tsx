import { Box, ButtonBase, Tooltip, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { Citation } from '#shared/contract/passages.ts';
import { QuotedText } from '#renderer/components/QuotedText.tsx';
import { sourceOf, useSourcePanel } from '#renderer/components/source-panel.tsx';
import { usePlace } from '#renderer/components/use-place.ts';

const HOVER_LINES = 8;

/** The number of a source in the text: hovering shows its words, pressing opens its page. */
export function CitationChip({ citation }: { citation: Citation }) {
  const { t } = useTranslation();
  const panel = useSourcePanel();
  const place = usePlace()(citation);
  const hover = (
    <Box sx={{ padding: 0.5 }}>
      <Typography variant="body2" sx={{ fontWeight: 600, marginBottom: 0.5 }}>
        {place}
      </Typography>
      <QuotedText lines={HOVER_LINES}>{citation.quote}</QuotedText>
    </Box>
  );
  return (
    <Tooltip title={hover} describeChild>
      <ButtonBase
        aria-label={t('ask.citation', { n: citation.n, name: place })}
        onClick={() => panel.open(sourceOf(citation))}
        sx={({ tokens, measures }) => ({
          verticalAlign: 'baseline',
          marginInline: '2px',
          minWidth: measures.target * 0.6,
          paddingInline: 0.5,
          paddingBlock: measures.target > 40 ? 0.5 : 0,
          border: `1px solid ${tokens.strongLine}`,
          borderRadius: '4px',
          fontSize: '0.82em',
          fontWeight: 700,
          fontStyle: 'normal',
          lineHeight: 1.45,
          color: tokens.ink,
          backgroundColor: tokens.hover,
          '&:hover': { backgroundColor: tokens.selected, borderColor: tokens.ink },
        })}
      >
        {citation.n}
      </ButtonBase>
    </Tooltip>
  );
}
