import { useTranslation } from 'react-i18next';
import type { Comparison, ModelTotals } from '#shared/contract/comparisons.ts';
import { formatDuration, formatNumber } from '#renderer/components/format.ts';
import { FigureTable } from '#renderer/features/evaluation/FigureTable.tsx';
import { useShare } from '#renderer/features/evaluation/use-share.ts';

/** What the answers of both models amount to, measure by measure. */
export function TotalsTable({ comparison: { model, against } }: { comparison: Comparison }) {
  const { t, i18n } = useTranslation();
  const share = useShare();
  const number = (value: number | null, digits = 0): string => (value === null ? '–' : formatNumber(value, i18n.language, digits));
  const measures: [keyof ModelTotals, (totals: ModelTotals) => string][] = [
    ['asked', ({ asked }) => number(asked)],
    ['written', ({ written }) => number(written)],
    ['failed', ({ failed }) => number(failed)],
    ['cited', ({ cited }) => share(cited)],
    ['overlap', ({ overlap }) => share(overlap)],
    ['unsupported', ({ unsupported }) => number(unsupported)],
    ['promptTokens', ({ promptTokens }) => number(promptTokens)],
    ['completionTokens', ({ completionTokens }) => number(completionTokens)],
    ['firstTokenMs', ({ firstTokenMs }) => (firstTokenMs === null ? '–' : formatDuration(firstTokenMs, t, i18n.language))],
    ['tokensPerSecond', ({ tokensPerSecond }) => number(tokensPerSecond, 1)],
  ];
  const rows = measures.map(([name, figure]) => ({ name: t(`comparisons.measures.${name}`), figures: [figure(model.totals), figure(against.totals)] }));
  // Two files may call themselves the same.
  const second = against.name === model.name ? t('comparisons.second', { name: against.name }) : against.name;
  return <FigureTable label={t('comparisons.totals')} columns={[t('comparisons.measure'), model.name, second]} rows={rows} />;
}
