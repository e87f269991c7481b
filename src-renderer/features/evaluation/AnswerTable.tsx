import { Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { AnswerSupport, EvaluationReport } from '#shared/contract/evaluation.ts';
import { formatNumber } from '#renderer/components/format.ts';

const COUNTS = ['n', 'facts'] as const;
const SHARES = ['answered', 'supported', 'rightPlace', 'rightQuote'] as const;

/** How well answers rest on what they cite: quoted ones, and written ones where they were asked for. */
export function AnswerTable({ answers: { quoted, written } }: { answers: NonNullable<EvaluationReport['answers']> }) {
  const { t, i18n } = useTranslation();
  const share = (value: number | null): string => (value === null ? '–' : t('common.percent', { value: formatNumber(value * 100, i18n.language, 1) }));
  const rows: [string, AnswerSupport][] = [[t('knowledge.evaluation.quoted'), quoted]];
  if (written !== null) rows.push([t('knowledge.evaluation.written'), written]);
  return (
    <TableContainer sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface })}>
      <Table size="small" aria-label={t('knowledge.evaluation.answersTable')}>
        <TableHead>
          <TableRow>
            <TableCell>{t('knowledge.evaluation.answers')}</TableCell>
            {[...COUNTS, ...SHARES].map((column) => (
              <TableCell key={column} align="right">
                {t(`knowledge.evaluation.${column}`)}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(([name, support]) => (
            <TableRow key={name}>
              <TableCell>{name}</TableCell>
              {COUNTS.map((column) => (
                <TableCell key={column} align="right">
                  {formatNumber(support[column], i18n.language, 0)}
                </TableCell>
              ))}
              {SHARES.map((column) => (
                <TableCell key={column} align="right">
                  {share(support[column])}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
