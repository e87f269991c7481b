import { Box } from '@mui/material';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Passage } from '#shared/contract/passages.ts';
import { PageThumbnail } from '#renderer/components/PageThumbnail.tsx';
import { PassageCard } from '#renderer/components/PassageCard.tsx';
import { useSourcePanel } from '#renderer/components/source-panel.tsx';
import { excerptOf } from './excerpt.ts';
import { WhyThisResult } from './WhyThisResult.tsx';

const LINES = 6;

interface Props {
  results: readonly Passage[];
  /** The model that put them into this order; null where none did. */
  reranker: string | null;
  documents: readonly DocumentSummary[];
  /** Arrow up on the first result. */
  onLeave: () => void;
}

/** What was found, best first, each with its page in small; arrow keys move, Enter opens. */
export function ResultList({ results, reranker, documents, onLeave }: Props) {
  const { t } = useTranslation();
  const panel = useSourcePanel();
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const from = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-row]') : null;
    if (step === 0 || from === null) return;
    event.preventDefault();
    const next = Number(from.dataset['row']) + step;
    if (next < 0) return onLeave();
    event.currentTarget.querySelector<HTMLElement>(`[data-row="${next}"] button`)?.focus();
  };
  const drawable = (id: string): boolean => ['pdf', 'image'].includes(documents.find((document) => document.id === id)?.kind ?? '');
  return (
    <Box component="ol" aria-label={t('search.results')} onKeyDown={move} sx={{ flex: '1 1 24rem', minWidth: 0, listStyle: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: 1.25, maxWidth: 1000 }}>
      {results.map((passage, index) => (
        <Box component="li" key={passage.chunkId} data-row={index} sx={{ display: 'flex', gap: 1.5 }}>
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <PassageCard
              passage={passage}
              {...excerptOf(passage.text, passage.matches)}
              lines={LINES}
              selected={isShown(panel.current, passage)}
              footer={<WhyThisResult passage={passage} reranker={reranker} />}
            />
          </Box>
          {passage.page !== null && drawable(passage.document.id) && <PageThumbnail documentId={passage.document.id} page={passage.page} boxes={passage.span.boxes} />}
        </Box>
      ))}
    </Box>
  );
}

function isShown(current: ReturnType<typeof useSourcePanel>['current'], { document, span }: Passage): boolean {
  return current?.documentId === document.id && current.span?.part === span.part && current.span.start === span.start;
}
