import { Box, Typography } from '@mui/material';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { type Ref, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Box as PassageBox, TextRange } from '#shared/contract/passages.ts';
import { drawPage } from './draw-page.ts';
import { Highlights } from './Highlights.tsx';
import { textLayerStyles } from './text-layer-styles.ts';
import { useNear } from '#renderer/components/use-near.ts';

interface Props {
  ref: Ref<HTMLElement>;
  pdf: PDFDocumentProxy;
  number: number;
  guess: { width: number; height: number };
  scale: number;
  boxes: readonly PassageBox[] | null;
  /** The passage the boxes belong to: a new one is scrolled to. */
  exact: TextRange | null;
}

/** One page: a place of the right size until it comes near, then canvas, selectable text and the marked passage. */
export function PdfPage({ ref, pdf, number, guess, scale, boxes, exact }: Props) {
  const { t } = useTranslation();
  const holder = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const near = useNear(holder);
  const [size, setSize] = useState(guess);
  const [state, setState] = useState<'waiting' | 'drawn' | 'failed'>('waiting');

  useEffect(() => {
    if (!near || canvas.current === null || text.current === null) return;
    const stop = new AbortController();
    drawPage({ pdf, number, scale, canvas: canvas.current, text: text.current, sized: setSize, signal: stop.signal })
      .then(() => !stop.signal.aborted && setState('drawn'))
      .catch(() => !stop.signal.aborted && setState('failed'));
    return () => stop.abort();
  }, [near, pdf, number, scale]);

  return (
    <Box ref={ref} component="section" data-page={number} data-state={state} aria-label={t('viewer.pageLabel', { page: number })} sx={{ marginBottom: 1.5, scrollMarginTop: 8 }}>
      <Box
        ref={holder}
        sx={({ tokens }) => ({ position: 'relative', marginInline: 'auto', backgroundColor: '#ffffff', border: `1px solid ${tokens.strongLine}`, boxSizing: 'content-box' })}
        style={{ width: size.width * scale, height: size.height * scale }}
      >
        <canvas ref={canvas} aria-hidden style={{ position: 'absolute', inset: 0, width: '100%', height: '100%' }} />
        {boxes !== null && <Highlights boxes={boxes} drawn={state === 'drawn'} exact={exact} />}
        <Box ref={text} className="textLayer" sx={textLayerStyles} />
        {state === 'failed' && <Typography sx={{ position: 'absolute', inset: 0, padding: 2, color: '#14191d' }}>{t('viewer.failedPage', { page: number })}</Typography>}
      </Box>
    </Box>
  );
}
