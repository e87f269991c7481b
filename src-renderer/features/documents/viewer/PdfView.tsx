import { Box } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import type { Source } from '#renderer/components/source-panel.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { PdfPage } from './PdfPage.tsx';
import { PdfToolbar } from './PdfToolbar.tsx';
import { useElementWidth } from './use-element-width.ts';
import { usePageInView } from './use-page-in-view.ts';
import { usePdf } from './use-pdf.ts';
import { useOriginal, usePassagePlace } from './viewer-queries.ts';

const GUTTER_PX = 32;

/** A PDF as it looks, opened at the cited page with the passage marked; pages are drawn when they come near. */
export function PdfView({ source, onFailed }: { source: Source; onFailed: () => void }) {
  const { t } = useTranslation();
  const original = useOriginal(source.documentId, true);
  const place = usePassagePlace(source.documentId, source.span);
  const { pdf, size, failure } = usePdf(original.data);
  const [zoom, setZoom] = useState(1);
  const scroller = useRef<HTMLDivElement>(null);
  const width = useElementWidth(scroller);
  const cited = place.data?.page ?? source.page;
  const pages = pdf?.numPages ?? 0;
  const [page, seen] = usePageInView(scroller, pages);

  const go = (target: number) => scroller.current?.querySelector(`[data-page="${target}"]`)?.scrollIntoView({ block: 'start' });
  const placed = source.span === null || !place.isLoading;
  useEffect(() => {
    if (pdf !== null && placed && cited !== null) go(cited);
  }, [pdf, placed, cited, source.span]);

  const broken = failure ?? original.error;
  const fitted = size === null ? 1 : Math.max(0.1, (width - GUTTER_PX) / size.width);
  return (
    <>
      <PdfToolbar page={page} pages={pages} zoom={zoom} cited={cited} onPage={go} onZoom={setZoom} />
      <Box ref={scroller} tabIndex={0} sx={{ flex: 1, minHeight: 0, overflow: 'auto', padding: `${GUTTER_PX / 2}px` }}>
        {broken !== null && <FailureNotice failure={broken} onRetry={onFailed} retryLabel={t('viewer.asText')} />}
        {pdf === null && broken === null && <Waiting>{t('viewer.loading', { name: source.filename })}</Waiting>}
        {pdf !== null && size !== null && width > 0 &&
          Array.from({ length: pages }, (_, index) => (
            <PdfPage key={index} ref={seen} pdf={pdf} number={index + 1} guess={size} scale={fitted * zoom} boxes={index + 1 === cited ? (place.data?.boxes ?? null) : null} exact={source.span} />
          ))}
      </Box>
    </>
  );
}
