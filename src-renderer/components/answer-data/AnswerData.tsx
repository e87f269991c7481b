import { Box, Button, Typography } from '@mui/material';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerOutput } from '#shared/contract/agent-answers.ts';
import { DataTableView } from './DataTableView.tsx';
import { JsonView } from './JsonView.tsx';

/** Drawing is loaded with the first chart. */
const ChartView = lazy(async () => ({ default: (await import('./ChartView.tsx')).ChartView }));

/** What an answer has beside its text: a table to sort, filter and save, a chart, or data to unfold. */
export function AnswerData({ output }: { output: AnswerOutput }) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  if (output.format === 'summary_text') return null;
  if (output.format === 'structured_json') {
    return (
      <Region label={t('agents.output.json')}>
        <JsonView value={output.data} open={output.hints.open} />
      </Region>
    );
  }
  const { leftOut } = output.data;
  const chart = output.format === 'chart_data' && !asTable;
  return (
    <Region label={chart ? t('agents.output.chart') : t('agents.output.table')}>
      {chart ? (
        <Suspense fallback={<Box sx={{ height: 320 }} />}>
          <ChartView hints={output.hints} table={output.data} />
        </Suspense>
      ) : (
        <DataTableView table={output.data} label={t('agents.output.table')} />
      )}
      {output.format === 'chart_data' && (
        <Button size="small" onClick={() => setAsTable(!asTable)}>
          {asTable ? t('agents.output.asChart') : t('agents.output.asTable')}
        </Button>
      )}
      {leftOut > 0 && <Typography variant="caption">{t('agents.output.leftOut', { count: leftOut })}</Typography>}
    </Region>
  );
}

function Region({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Box component="section" aria-label={label} sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface, padding: 1, minWidth: 0 })}>
      {children}
    </Box>
  );
}
