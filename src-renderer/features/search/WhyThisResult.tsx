import { Button, Collapse } from '@mui/material';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Passage } from '#shared/contract/passages.ts';
import { Facts } from '#renderer/components/Facts.tsx';
import { formatNumber } from '#renderer/components/format.ts';

const DIGITS = 3;

/** What each stage of the search made of a passage, for who wants to know why it stands where it stands. */
export function WhyThisResult({ passage: { score, scores, matches, text }, reranker }: { passage: Passage; reranker: string | null }) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const details = useId();
  const shown = (value: number | null): string => (value === null ? t('search.why.notSeen') : formatNumber(value, i18n.language, DIGITS));
  const words = [...new Set(matches.map(([from, to]) => text.slice(from, to).toLowerCase()))];
  return (
    <>
      <Button size="small" variant="text" aria-expanded={open} aria-controls={details} onClick={() => setOpen(!open)} sx={{ marginInlineStart: -1.75, marginTop: 0.5 }}>
        {t('search.why.title')}
      </Button>
      <Collapse in={open} id={details}>
        <Facts
          facts={[
            [t('search.why.words'), words.length === 0 ? t('search.why.noWords') : words.join(', ')],
            [t('search.why.text'), shown(scores.text)],
            [t('search.why.vector'), shown(scores.vector)],
            [t('search.why.fused'), shown(scores.fused)],
            [reranker === null ? t('search.why.rerank') : t('search.why.reranker', { model: reranker }), shown(scores.rerank)],
            [t('search.why.score'), shown(score)],
          ]}
        />
      </Collapse>
    </>
  );
}
