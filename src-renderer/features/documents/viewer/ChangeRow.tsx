import { Box, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { TextChange } from '#shared/contract/revisions.ts';
import { markedPieces } from '#renderer/components/marked-pieces.ts';

type Side = NonNullable<TextChange['before']>;

/** A stretch of the two revisions, with a word for what happened to it; colour only repeats the word. */
export function ChangeRow({ change: { kind, before, after } }: { change: TextChange }) {
  const { t } = useTranslation();
  return (
    <Box component="tr" sx={({ tokens }) => ({ verticalAlign: 'top', borderTop: `1px solid ${tokens.line}`, contentVisibility: 'auto' })}>
      <Box component="th" scope="row" sx={{ textAlign: 'start', padding: 1, fontWeight: kind === 'same' ? 400 : 600 }}>
        <Typography variant="body2" component="span" sx={{ fontWeight: 'inherit' }}>
          {t(`viewer.change.${kind}`)}
        </Typography>
      </Box>
      <Cell side={before} removed marked={kind !== 'same'} />
      <Cell side={after} removed={false} marked={kind !== 'same'} />
    </Box>
  );
}

function Cell({ side, removed, marked }: { side: Side | null; removed: boolean; marked: boolean }) {
  const { t } = useTranslation();
  if (side === null) return <td />;
  const place = [side.page !== null && t('common.page', { page: side.page }), side.section].filter(Boolean).join(' · ');
  return (
    <Box component="td" sx={({ tokens }) => ({ padding: 1, backgroundColor: marked ? tokens.states[removed ? 'failed' : 'ready'].paper : undefined })}>
      <Typography variant="caption" color="textSecondary" component="div">
        {place}
      </Typography>
      <Typography variant="body2" component="div" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {markedPieces(side.text, 0, side.marks).map((piece, index) =>
          piece.marked ? (
            <Box key={index} component={removed ? 'del' : 'ins'} sx={{ fontWeight: 700 }}>
              {piece.text}
            </Box>
          ) : (
            <span key={index}>{piece.text}</span>
          ),
        )}
      </Typography>
    </Box>
  );
}
