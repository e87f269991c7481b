import { Box } from '@mui/material';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Box as PassageBox, TextRange } from '#shared/contract/passages.ts';
import { palettes } from '#renderer/app/theme/tokens.ts';

interface Props {
  boxes: readonly PassageBox[];
  drawn: boolean;
  exact: TextRange | null;
}

const percent = (share: number): string => `${share * 100}%`;

/** The passage on its page, marked as with a pen. Pages are white in every scheme, so the pen is the same too. */
export function Highlights({ boxes, drawn, exact }: Props) {
  const { t } = useTranslation();
  const first = useRef<HTMLElement>(null);
  useEffect(() => {
    first.current?.scrollIntoView({ block: 'center' });
  }, [exact, drawn]);
  return (
    <Box role="img" aria-label={t('viewer.passage')} sx={{ position: 'absolute', inset: 0, pointerEvents: 'none' }}>
      {boxes.map(([x, y, width, height], index) => (
        <Box
          key={index}
          data-testid="passage-highlight"
          ref={index === 0 ? first : undefined}
          sx={{ position: 'absolute', backgroundColor: palettes.light.mark, mixBlendMode: 'multiply', outline: '2px solid #b98a00', outlineOffset: '-1px' }}
          style={{ left: percent(x), top: percent(y), width: percent(width), height: percent(height) }}
        />
      ))}
    </Box>
  );
}
