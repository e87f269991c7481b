import { useTranslation } from 'react-i18next';
import type { AnswerSupport, EvaluationReport } from '#shared/contract/evaluation.ts';
import { formatNumber } from '#renderer/components/format.ts';
import { FigureTable } from './FigureTable.tsx';
import { useShare } from './use-share.ts';

const COUNTS = ['n', 'facts'] as const;
const SHARES = ['answered', 'supported', 'rightPlace', 'rightQuote'] as const;

/** How well answers rest on what they cite: quoted ones, and written ones where they were asked for. */
export function AnswerTable({ answers: { quoted, written } }: { answers: NonNullable<EvaluationReport['answers']> }) {
  const { t, i18n } = useTranslation();
  const share = useShare();
  const row = (name: string, support: AnswerSupport) => ({
    name,
    figures: [...COUNTS.map((column) => formatNumber(support[column], i18n.language, 0)), ...SHARES.map((column) => share(support[column]))],
  });
  const rows = [row(t('knowledge.evaluation.quoted'), quoted), ...(written === null ? [] : [row(t('knowledge.evaluation.written'), written)])];
  const columns = [t('knowledge.evaluation.answers'), ...[...COUNTS, ...SHARES].map((column) => t(`knowledge.evaluation.${column}`))];
  return <FigureTable label={t('knowledge.evaluation.answersTable')} columns={columns} rows={rows} />;
}
