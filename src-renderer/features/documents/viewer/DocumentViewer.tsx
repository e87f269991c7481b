import { Box } from '@mui/material';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import type { Source } from '#renderer/components/source-panel.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { TextView } from './TextView.tsx';
import { useDocument } from './viewer-queries.ts';
import { ViewerHeader } from './ViewerHeader.tsx';

/** pdf.js is the largest part of the screens and waits until a PDF is opened. */
const PdfView = lazy(async () => ({ default: (await import('./PdfView.tsx')).PdfView }));

interface Props {
  source: Source;
  /** Shown in the panel beside something; false on the whole window. */
  beside: boolean;
  onClose: () => void;
}

/** A document at the cited place: PDFs as they look, everything else as text. */
export function DocumentViewer({ source, beside, onClose }: Props) {
  const { t } = useTranslation();
  const { documentId, filename } = source;
  const document = useDocument(documentId);
  const [asText, setAsText] = useState(false);
  const isPdf = document.data?.kind === 'pdf';
  return (
    <Box
      component="section"
      aria-label={t('viewer.title', { name: filename })}
      sx={({ tokens }) => ({ height: '100%', display: 'flex', flexDirection: 'column', minHeight: 0, backgroundColor: tokens.canvas })}
    >
      <ViewerHeader source={source} document={document.data ?? null} view={isPdf ? (asText ? 'text' : 'pages') : null} beside={beside} onView={(view) => setAsText(view === 'text')} onClose={onClose} />
      {document.isError && (
        <Box sx={{ padding: 2 }}>
          <FailureNotice failure={document.error} onRetry={() => void document.refetch()} />
        </Box>
      )}
      {document.isLoading && <Waiting>{t('viewer.loading', { name: filename })}</Waiting>}
      {document.data && isPdf && !asText && (
        <Suspense fallback={<Waiting>{t('viewer.loading', { name: filename })}</Waiting>}>
          <PdfView source={source} onFailed={() => setAsText(true)} />
        </Suspense>
      )}
      {document.data && (!isPdf || asText) && <TextView source={source} kind={document.data.kind} />}
    </Box>
  );
}
