import { Box, Button, Stack, Typography } from '@mui/material';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Passage } from '#shared/contract/passages.ts';
import { PassageCard } from '#renderer/components/PassageCard.tsx';
import { useSourcePanel } from '#renderer/components/source-panel.tsx';

const LINES = 5;

interface Props {
  results: readonly Passage[];
  onClear: () => void;
  /** Arrow up on the first result. */
  onLeave: () => void;
}

/** What was found, best first; arrow keys move, Enter opens. */
export function ResultList({ results, onClear, onLeave }: Props) {
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
  if (results.length === 0) {
    return (
      <Stack sx={{ gap: 1, alignItems: 'flex-start' }}>
        <Typography>{t('search.filteredAway')}</Typography>
        <Button variant="outlined" onClick={onClear}>
          {t('search.clearFilters')}
        </Button>
      </Stack>
    );
  }
  return (
    <Box component="ol" aria-label={t('search.results')} onKeyDown={move} sx={{ flex: '1 1 24rem', minWidth: 0, listStyle: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: 1.25, maxWidth: 900 }}>
      {results.map((passage, index) => (
        <li key={passage.chunkId} data-row={index}>
          <PassageCard passage={passage} text={passage.text} lines={LINES} selected={isShown(panel.current, passage)} />
        </li>
      ))}
    </Box>
  );
}

function isShown(current: ReturnType<typeof useSourcePanel>['current'], { document, span }: Passage): boolean {
  return current?.documentId === document.id && current.span?.part === span.part && current.span.start === span.start;
}
