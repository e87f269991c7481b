import { Box, Typography } from '@mui/material';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentPart, DocumentSummary } from '#shared/contract/documents.ts';
import type { TextRange } from '#shared/contract/passages.ts';
import { fonts } from '#renderer/app/theme/tokens.ts';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import type { Source } from '#renderer/components/source-panel.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { useDocumentText } from './viewer-queries.ts';

/** A document as it was read, part by part, scrolled to the passage. */
export function TextView({ source, kind }: { source: Source; kind: DocumentSummary['kind'] }) {
  const { t } = useTranslation();
  const text = useDocumentText(source.documentId, true);
  const scroller = useRef<HTMLDivElement>(null);
  const parts = text.data?.parts;
  useEffect(() => {
    if (parts === undefined) return;
    const target = scroller.current?.querySelector('mark') ?? scroller.current?.querySelector(source.page === null ? `[data-part="${source.span?.part}"]` : `[data-page="${source.page}"]`);
    target?.scrollIntoView({ block: 'center' });
    // Parts that were never on the screen have guessed heights; once the target is there, the aim is exact.
    requestAnimationFrame(() => target?.scrollIntoView({ block: 'center' }));
  }, [parts, source.span, source.page]);
  return (
    <Box ref={scroller} tabIndex={0} sx={({ tokens }) => ({ flex: 1, minHeight: 0, overflow: 'auto', backgroundColor: tokens.surface, padding: 2.5 })}>
      {text.isError && <FailureNotice failure={text.error} onRetry={() => void text.refetch()} />}
      {text.isLoading && <Waiting>{t('viewer.loading', { name: source.filename })}</Waiting>}
      {parts?.length === 0 && <EmptyState title={text.data?.document.status === 'ready' ? t('viewer.noText') : t('viewer.notReady')} />}
      {parts?.map((part) => (
        <Part key={part.part} part={part} span={source.span?.part === part.part ? source.span : null} table={kind === 'xlsx' || kind === 'csv'} />
      ))}
    </Box>
  );
}

function Part({ part: { part, page, section, text }, span, table }: { part: DocumentPart; span: TextRange | null; table: boolean }) {
  const { t } = useTranslation();
  const heading = [page !== null && t('viewer.pageLabel', { page }), section].filter(Boolean).join(' · ');
  return (
    <Box component="section" data-page={page ?? undefined} data-part={part} sx={{ marginBottom: 2.5, contentVisibility: 'auto', containIntrinsicSize: 'auto 400px' }}>
      {heading !== '' && (
        <Typography variant="caption" color="textSecondary" component="h3" sx={({ tokens }) => ({ borderBottom: `1px solid ${tokens.line}`, margin: 0, marginBottom: 1 })}>
          {heading}
        </Typography>
      )}
      <Typography component="div" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontFamily: table ? fonts.mono : undefined, fontSize: table ? '0.9em' : undefined, maxWidth: '85ch' }}>
        {span === null || span.start === span.end ? (
          text
        ) : (
          <>
            {text.slice(0, span.start)}
            <mark aria-label={t('viewer.passage')} data-testid="passage-highlight">
              {text.slice(span.start, span.end)}
            </mark>
            {text.slice(span.end)}
          </>
        )}
      </Typography>
    </Box>
  );
}
