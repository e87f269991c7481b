import { Box } from '@mui/material';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutlineEntry } from '#shared/contract/documents.ts';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import type { Source } from '#renderer/components/source-panel.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { AboutView } from './AboutView.tsx';
import { ContentsView } from './ContentsView.tsx';
import { PictureView } from './PictureView.tsx';
import { RevisionsView } from './RevisionsView.tsx';
import { SimilarView } from './SimilarView.tsx';
import { StandingNotice } from './StandingNotice.tsx';
import { TextView } from './TextView.tsx';
import { useDocument } from './viewer-queries.ts';
import { ViewerHeader } from './ViewerHeader.tsx';
import { type View, viewsOf } from './views.ts';

/** pdf.js is the largest part of the screens and waits until a PDF is opened. */
const PdfView = lazy(async () => ({ default: (await import('./PdfView.tsx')).PdfView }));

interface Props {
  source: Source;
  /** Shown in the panel beside something; false on the whole window. */
  beside: boolean;
  onClose: () => void;
}

/** A document at the cited place: as it looks, as text, its contents, its revisions, what is like it, what is known of it. */
export function DocumentViewer({ source, beside, onClose }: Props) {
  const { t } = useTranslation();
  const { documentId } = source;
  const found = useDocument(documentId);
  const document = found.data ?? null;
  const filename = document?.filename ?? source.filename;
  const [chosen, setChosen] = useState<View | null>(null);
  const [opened, setOpened] = useState<Source | null>(null);
  useEffect(() => setOpened(null), [source]);
  const shown = opened ?? source;
  const views = viewsOf(document);
  const view = chosen ?? views[0] ?? 'text';
  const toText = () => setChosen('text');
  const openEntry = ({ page, part }: OutlineEntry) => {
    setOpened({ ...source, page, span: part === null ? null : { part, start: 0, end: 0 } });
    setChosen(views[0] ?? 'text');
  };
  return (
    <Box
      component="section"
      aria-label={t('viewer.title', { name: filename })}
      sx={({ tokens }) => ({ height: '100%', display: 'flex', flexDirection: 'column', minHeight: 0, backgroundColor: tokens.canvas })}
    >
      <ViewerHeader source={source} document={document} views={views} view={view} beside={beside} onView={setChosen} onClose={onClose} />
      {found.isError && (
        <Box sx={{ padding: 2 }}>
          <FailureNotice failure={found.error} onRetry={() => void found.refetch()} />
        </Box>
      )}
      {found.isLoading && <Waiting>{t('viewer.loading', { name: filename })}</Waiting>}
      {document !== null && <StandingNotice document={document} />}
      {document !== null && view === 'pages' && document.kind === 'pdf' && (
        <Suspense fallback={<Waiting>{t('viewer.loading', { name: filename })}</Waiting>}>
          <PdfView source={shown} onFailed={toText} />
        </Suspense>
      )}
      {document !== null && view === 'pages' && document.kind === 'image' && <PictureView source={shown} pages={document.pages ?? 1} onFailed={toText} />}
      {document !== null && view === 'text' && <TextView source={shown} kind={document.kind} />}
      {view === 'contents' && <ContentsView documentId={documentId} onOpen={openEntry} />}
      {document !== null && view === 'revisions' && <RevisionsView document={document} />}
      {view === 'similar' && <SimilarView documentId={documentId} />}
      {document !== null && view === 'about' && <AboutView document={document} />}
    </Box>
  );
}
