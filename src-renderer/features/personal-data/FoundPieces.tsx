import { Box, Stack, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { PiiKind } from '#shared/contract/personal-data.ts';

interface Piece {
  kind: PiiKind | 'own';
  name: string | null;
  start: number;
  end: number;
}

/** A text with what was found in it marked, each piece with its kind in words. */
export function FoundPieces({ text, matches }: { text: string; matches: readonly Piece[] }) {
  const { t } = useTranslation();
  return (
    <Stack sx={{ gap: 1 }}>
      <Typography sx={{ fontWeight: 600 }}>{t('personalData.try.count', { count: matches.length })}</Typography>
      {matches.length > 0 && (
        <Box
          component="section"
          aria-label={t('personalData.try.shown')}
          tabIndex={0}
          sx={({ tokens }) => ({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: '20rem', overflowY: 'auto', padding: 1.25, borderRadius: 1, border: `1px solid ${tokens.line}`, backgroundColor: tokens.surface })}
        >
          {matches.map((piece, at) => (
            <span key={piece.start}>
              {text.slice(matches[at - 1]?.end ?? 0, piece.start)}
              <Marked name={piece.name ?? t(`personalData.kinds.${piece.kind}`)}>{text.slice(piece.start, piece.end)}</Marked>
            </span>
          ))}
          {text.slice(matches.at(-1)?.end ?? 0)}
        </Box>
      )}
    </Stack>
  );
}

function Marked({ name, children }: { name: string; children: string }) {
  return (
    <Box component="mark" sx={({ tokens }) => ({ padding: '0 2px', borderRadius: '3px', color: tokens.ink, backgroundColor: tokens.states.degraded.paper, outline: `1px solid ${tokens.states.degraded.ink}` })}>
      {children}
      <Typography component="span" variant="caption" sx={({ tokens }) => ({ marginLeft: 0.5, fontWeight: 600, color: tokens.states.degraded.ink })}>
        {name}
      </Typography>
    </Box>
  );
}
