import { Box, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#shared/contract/define-operations.ts';
import type { guardrails, GuardrailSettings } from '#shared/contract/guardrails.ts';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { useTryOut } from './use-try-out.ts';

const MOST = 20_000;
type Tried = ResultOf<(typeof guardrails)['tryOut']> & { answer: string };

/** Type what a document says and what a model writes, and see what the rules make of it. */
export function TryOut({ settings }: { settings: GuardrailSettings }) {
  const { t } = useTranslation();
  const [source, setSource] = useState('');
  const [answer, setAnswer] = useState('');
  const tried = useTryOut({ answer, source, settings }, answer.trim() !== '');
  return (
    <Stack component="section" aria-label={t('guardrails.try.title')} sx={{ gap: 1.5 }}>
      <Typography variant="h2">{t('guardrails.try.title')}</Typography>
      <Typography variant="body2">{t('guardrails.try.body')}</Typography>
      <TextField multiline minRows={2} maxRows={8} label={t('guardrails.try.source')} value={source} onChange={(event) => setSource(event.target.value.slice(0, MOST))} />
      <TextField multiline minRows={2} maxRows={8} label={t('guardrails.try.answer')} value={answer} onChange={(event) => setAnswer(event.target.value.slice(0, MOST))} />
      <Box aria-live="polite">
        {tried.isError && <FailureNotice failure={tried.error} />}
        {answer.trim() !== '' && tried.data !== undefined && <Outcome tried={tried.data} />}
      </Box>
    </Stack>
  );
}

function Outcome({ tried }: { tried: Tried }) {
  const { t } = useTranslation();
  const { verdict, answer, marks } = tried;
  const { action, facts, supported } = verdict;
  const counts = { facts: facts ?? 0, supported: supported ?? 0 };
  return (
    <Stack sx={{ gap: 1 }}>
      <Notice state={action === 'none' ? 'ready' : action === 'refused' ? 'failed' : 'degraded'}>
        <Typography variant="body2">{action === 'none' ? t('guardrails.try.fine') : t(`guardrails.try.${action}`, counts)}</Typography>
        {facts !== null && action !== 'marked' && <Typography variant="body2">{t('guardrails.try.supported', counts)}</Typography>}
      </Notice>
      <Box
        component="section"
        aria-label={t('guardrails.try.shown')}
        tabIndex={0}
        sx={({ tokens }) => ({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: '20rem', overflowY: 'auto', padding: 1.25, borderRadius: 1, border: `1px solid ${tokens.line}`, backgroundColor: tokens.surface })}
      >
        {piecesOf(answer, marks).map(({ text, start, why, last }) => (why === null ? <span key={start}>{text}</span> : <Marked key={start} why={why} named={last}>{text}</Marked>))}
      </Box>
    </Stack>
  );
}

type Why = Tried['marks'][number]['why'];

/** The text in pieces, each with why it is marked; what is blocked counts more than the sentence it stands in. */
function piecesOf(text: string, marks: Tried['marks']): { text: string; start: number; why: Why | null; last: boolean }[] {
  const edges = [...new Set([0, text.length, ...marks.flatMap(({ start, end }) => [start, end])])].toSorted((a, b) => a - b);
  return edges.slice(0, -1).map((start, at) => {
    const end = edges[at + 1];
    const over = marks.filter((mark) => mark.start <= start && mark.end > start);
    const counts = over.find(({ why }) => why === 'blocked') ?? over[0];
    return { text: text.slice(start, end), start, why: counts?.why ?? null, last: counts?.end === end };
  });
}

function Marked({ why, named, children }: { why: Why; named: boolean; children: string }) {
  const { t } = useTranslation();
  const state = why === 'blocked' ? 'failed' : 'degraded';
  return (
    <Box component="mark" sx={({ tokens }) => ({ padding: '0 2px', borderRadius: '3px', color: tokens.ink, backgroundColor: tokens.states[state].paper, outline: `1px solid ${tokens.states[state].ink}` })}>
      {children}
      {named && (
        <Typography component="span" variant="caption" sx={({ tokens }) => ({ marginLeft: 0.5, fontWeight: 600, color: tokens.states[state].ink })}>
          {why === 'blocked' ? t('guardrails.try.blocked') : t(`ask.unsupported.${why}`)}
        </Typography>
      )}
    </Box>
  );
}
