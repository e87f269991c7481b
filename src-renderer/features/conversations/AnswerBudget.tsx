import { Box, TableCell, TableRow, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { PromptBudget } from '#shared/contract/conversations.ts';
import { formatNumber } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';

const PARTS = ['system', 'history', 'passages', 'question', 'answer'] as const;
const LEFT_OUT = ['noRoom', 'tooOld', 'lost'] as const;

/** What the model was given for an answer, part by part, and what was left out and why. */
export function AnswerBudget({ budget: { contextTokens, estimated, tokens, turns, passages, wording } }: { budget: PromptBudget }) {
  const { t, i18n } = useTranslation();
  const number = (value: number): string => formatNumber(value, i18n.language);
  const of = {
    system: wording.every(({ version }) => version === 0) ? t('ask.budget.builtIn') : t('ask.budget.own'),
    history: turns.given === 0 ? '' : t('ask.budget.turns', { count: turns.given }),
    passages: [t('ask.budget.given', { count: passages.given }), ...(passages.above > 0 ? [t('ask.budget.above', { count: passages.above })] : [])].join(' · '),
    question: '',
    answer: contextTokens === null ? '' : t('ask.budget.context', { tokens: number(contextTokens) }),
  };
  const leftOut = [...LEFT_OUT.flatMap((why) => (turns[why] > 0 ? t(`ask.budget.${why}`, { count: turns[why] }) : [])), ...(passages.noRoom > 0 ? [t('ask.budget.passagesNoRoom', { count: passages.noRoom })] : [])];
  return (
    <Box component="section" aria-label={t('ask.budget.title')} sx={{ marginTop: 1.5, maxWidth: '40rem' }}>
      <FramedTable label={t('ask.budget.title')} columns={[t('ask.budget.part'), t('ask.budget.what'), estimated ? t('ask.budget.about') : t('ask.budget.tokens')]}>
        {PARTS.map((part) => (
          <TableRow key={part}>
            <TableCell component="th" scope="row">
              {t(`ask.budget.parts.${part}`)}
            </TableCell>
            <TableCell>{of[part]}</TableCell>
            <TableCell align="right">{number(tokens[part])}</TableCell>
          </TableRow>
        ))}
      </FramedTable>
      <Box component="ul" aria-label={t('ask.budget.leftOut')} sx={{ margin: 0, marginTop: 1, paddingInlineStart: 2.5 }}>
        {(leftOut.length === 0 ? [t('ask.budget.nothing')] : leftOut).map((sentence) => (
          <Typography key={sentence} component="li" variant="body2">
            {sentence}
          </Typography>
        ))}
      </Box>
    </Box>
  );
}
