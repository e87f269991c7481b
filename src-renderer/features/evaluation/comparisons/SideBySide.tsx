import { Box, Pagination, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComparedQuestion, Comparison } from '#shared/contract/comparisons.ts';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { AnswerColumn } from './AnswerColumn.tsx';
import { useAnswers } from './comparison-queries.ts';

/** The answers of both models to each question, a page at a time. */
export function SideBySide({ comparison: { id, done, model, against } }: { comparison: Comparison }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(0);
  const found = useAnswers(id, page, done);
  return (
    <Stack component="section" aria-label={t('comparisons.sideBySide')} sx={{ gap: 2 }}>
      <Typography variant="h2">{t('comparisons.sideBySide')}</Typography>
      {found.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {found.isError && <FailureNotice failure={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.questions.map((question) => (
        <OneQuestion key={question.place} question={question} names={[model.name, against.name]} />
      ))}
      {found.data && found.data.pages > 1 && (
        <Pagination count={found.data.pages} page={page + 1} onChange={(_, chosen) => setPage(chosen - 1)} size="large" aria-label={t('comparisons.pages')} />
      )}
    </Stack>
  );
}

function OneQuestion({ question: { question, expected, places, model, against }, names: [first, second] }: { question: ComparedQuestion; names: readonly [string, string] }) {
  const { t } = useTranslation();
  const where = places.map(({ file, page }) => (page === null ? file : `${file}, ${t('feedback.page', { page })}`)).join('; ');
  return (
    <Stack component="article" aria-label={question} sx={({ tokens }) => ({ gap: 1, padding: 2, border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface })}>
      <Typography variant="h3" sx={{ overflowWrap: 'anywhere' }}>
        {question}
      </Typography>
      {where !== '' && (
        <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
          {t('comparisons.where', { where })}
        </Typography>
      )}
      {expected !== null && (
        <Box sx={({ tokens }) => ({ borderInlineStart: `4px solid ${tokens.states.ready.ink}`, paddingInlineStart: 1.5 })}>
          <Typography variant="body2" color="textSecondary">
            {t('feedback.correction')}
          </Typography>
          <Typography sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{expected}</Typography>
        </Box>
      )}
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' }, gap: 2 }}>
        <AnswerColumn name={first} answer={model} />
        <AnswerColumn name={second} answer={against} />
      </Box>
    </Stack>
  );
}
