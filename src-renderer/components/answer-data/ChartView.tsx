import { useTheme } from '@mui/material';
import { BarChart } from '@mui/x-charts/BarChart';
import { LineChart } from '@mui/x-charts/LineChart';
import type { AnswerOutput, DataTable } from '#shared/contract/agent-answers.ts';
import { pageNonce } from '#renderer/components/page-nonce.ts';

const HEIGHT = 320;

type Hints = Extract<AnswerOutput, { format: 'chart_data' }>['hints'];

/** Numbers of a table, over time as lines, over names as bars. Lines are straight: between two readings nothing is known. */
export function ChartView({ hints: { chart, x, y }, table: { columns, rows } }: { hints: Hints; table: DataTable }) {
  const { tokens } = useTheme();
  const at = (field: string): number => columns.findIndex((column) => column.field === field);
  const over = rows.map((row) => String(row[at(x)] ?? ''));
  const colours = [tokens.states.working.ink, tokens.strongLine, tokens.ink, tokens.softInk];
  const series = y.map((field, place) => ({
    label: field,
    color: colours[place % colours.length] ?? tokens.ink,
    data: rows.map((row) => {
      const value = row[at(field)];
      return typeof value === 'number' ? value : null;
    }),
  }));
  const shared = { height: HEIGHT, xAxis: [{ data: over, scaleType: chart === 'bar' ? ('band' as const) : ('point' as const), label: x }], series, skipAnimation: true, nonce: pageNonce };
  return chart === 'bar' ? <BarChart {...shared} /> : <LineChart {...shared} series={series.map((line) => ({ ...line, curve: 'linear' as const, showMark: true }))} />;
}
