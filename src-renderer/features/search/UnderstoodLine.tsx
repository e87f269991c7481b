import { Button, Stack, Typography } from '@mui/material';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { SearchFilters, Understanding } from '#shared/contract/search.ts';

/** More documents than this are counted, not named. */
const NAMED = 3;

interface Props {
  understood: Understanding;
  documents: readonly DocumentSummary[];
  onLiteral: () => void;
}

/** What was made of the question before it was searched, so that nothing narrows or widens a search unseen. */
export function UnderstoodLine({ understood, documents, onLiteral }: Props) {
  const { t } = useTranslation();
  const { rewritten, expansions, filters, dropped = {} } = understood;
  const names = useMemo(() => new Map(documents.map(({ id, filename }) => [id, filename])), [documents]);
  const narrowed = wordsOf(filters, t, names);
  const leftAside = wordsOf(dropped, t, names);
  if (rewritten === null && expansions.length === 0 && narrowed.length === 0 && leftAside.length === 0) return null;
  return (
    <Stack component="ul" aria-label={t('search.understood.title')} sx={{ listStyle: 'none', margin: 0, padding: 0, gap: 0.25 }}>
      {rewritten !== null && <Line>{t('search.understood.rewritten', { query: rewritten })}</Line>}
      {expansions.length > 0 && <Line>{expansions.map(({ term, means }) => t('search.understood.expanded', { term, means: means.join(', ') })).join(' · ')}</Line>}
      {leftAside.length > 0 && <Line>{t('search.understood.dropped', { filters: leftAside.join(', ') })}</Line>}
      {narrowed.length > 0 && (
        <Stack component="li" direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
          <Typography variant="body2">{t('search.understood.narrowed', { filters: narrowed.join(', ') })}</Typography>
          <Button size="small" onClick={onLiteral}>
            {t('search.understood.everywhere')}
          </Button>
        </Stack>
      )}
    </Stack>
  );
}

function Line({ children }: { children: string }) {
  return (
    <Typography component="li" variant="body2" color="textSecondary">
      {children}
    </Typography>
  );
}

function wordsOf({ documents = [], types = [], kinds = [], tags = [], labels = [], from, until, allRevisions }: SearchFilters, t: TFunction, names: ReadonlyMap<string, string>): string[] {
  return [
    ...(documents.length > NAMED ? [t('search.understood.documents', { count: documents.length })] : documents.map((id) => names.get(id) ?? id)),
    ...types.map((type) => t(`common.documentTypes.${type}`)),
    ...kinds.map((kind) => t(`documents.kinds.${kind}`)),
    ...tags,
    ...labels.map((label) => t(`common.labels.${label}`)),
    ...(from === undefined && until === undefined ? [] : [[from, until].map((date) => date ?? '').join(' – ')]),
    ...(allRevisions === true ? [t('search.allRevisions')] : []),
  ];
}
