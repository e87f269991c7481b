import { Box, Button, Link, Typography } from '@mui/material';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationReport } from '#shared/contract/evaluation.ts';
import { formatNumber } from '#renderer/components/format.ts';
import { useObjectUrl } from '#renderer/components/use-object-url.ts';
import { AnswerTable } from './AnswerTable.tsx';
import { FigureTable } from './FigureTable.tsx';
import { useShare } from './use-share.ts';

type Quality = Pick<EvaluationReport, 'n' | 'hit1' | 'hit5' | 'mrr' | 'page5'>;

const COLUMNS = ['n', 'hit1', 'hit5', 'mrr', 'page5'] as const;

/** A report as tables: by stage, by kind of question, and what was missed. */
export function QualityTable({ report }: { report: EvaluationReport }) {
  const { t } = useTranslation();
  const share = useShare();
  const stages = (['keyword', 'vector', 'hybrid', 'ranked', 'reranked'] as const).flatMap((stage): [string, Quality][] => {
    const quality = report.stages[stage];
    return quality === null ? [] : [[t(`knowledge.evaluation.stages.${stage}`), quality]];
  });
  return (
    <>
      <Qualities first={t('knowledge.evaluation.stage')} rows={stages} />
      <Qualities first={t('knowledge.evaluation.kind')} rows={Object.entries(report.byKind)} />
      <Typography>{t('knowledge.evaluation.refused', { unanswerable: share(report.refusedUnanswerable), answerable: share(report.refusedAnswerable) })}</Typography>
      {report.answers !== null && <AnswerTable answers={report.answers} />}
      <Misses misses={report.misses} />
      <SaveReport report={report} />
    </>
  );
}

function Qualities({ first, rows }: { first: string; rows: readonly (readonly [string, Quality])[] }) {
  const { t, i18n } = useTranslation();
  const shown = (column: (typeof COLUMNS)[number], value: number | null): string => (value === null ? '–' : formatNumber(value, i18n.language, column === 'n' ? 0 : 3));
  const columns = [first, ...COLUMNS.map((column) => t(`knowledge.evaluation.${column}`))];
  const figures = rows.map(([name, quality]) => ({ name, figures: COLUMNS.map((column) => shown(column, quality[column])) }));
  return <FigureTable label={`${t('knowledge.evaluation.table')}: ${first}`} columns={columns} rows={figures} />;
}

function Misses({ misses }: { misses: EvaluationReport['misses'] }) {
  const { t } = useTranslation();
  if (misses.length === 0) return null;
  return (
    <Box component="details">
      <Box component="summary" sx={{ cursor: 'pointer', minHeight: 44, alignContent: 'center' }}>
        {t('knowledge.evaluation.misses', { count: misses.length })}
      </Box>
      <Box component="ul" sx={{ margin: 0 }}>
        {misses.map(({ id, question, wanted, got }) => (
          <li key={id}>
            <Typography variant="body2" sx={{ fontWeight: 600 }}>
              {question}
            </Typography>
            <Typography variant="body2" color="textSecondary">
              {t('knowledge.evaluation.wanted', { place: wanted })}; {t('knowledge.evaluation.got', { places: got.join(', ') })}
            </Typography>
          </li>
        ))}
      </Box>
    </Box>
  );
}

function SaveReport({ report }: { report: EvaluationReport }) {
  const { t } = useTranslation();
  const file = useMemo(() => new Blob([JSON.stringify(report, null, 2)], { type: 'application/json' }), [report]);
  const address = useObjectUrl(file);
  return (
    <Button component={Link} href={address ?? ''} download="search-quality.json" variant="outlined" sx={{ alignSelf: 'flex-start' }}>
      {t('knowledge.evaluation.save')}
    </Button>
  );
}
