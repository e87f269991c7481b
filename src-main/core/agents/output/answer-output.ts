import { type AnswerOutput, type DataTable, HAND_OVER } from '#shared/contract/agent-answers.ts';
import type { OutputFormat } from '#shared/contract/agents.ts';
import type { Observation } from '#core/agents/run/observations.ts';
import { tableIn } from './data-table.ts';

/** More lines in one chart cannot be told apart. */
const MOST_SERIES = 4;
/** Levels of JSON that are unfolded at first. */
const OPEN = 2;
const LARGEST_JSON = 200_000;

const TEXT: AnswerOutput = { format: 'summary_text', hints: { type: 'text' }, data: null };

/** What stands beside an answer: the values of the tools in the form its agent is set to, or text alone where they do not have that form. */
export function answerOutput(format: OutputFormat, observations: readonly Observation[]): AnswerOutput {
  const results = observations.filter(({ step, passages }) => step.status === 'ok' && passages.length === 0 && step.tool !== HAND_OVER);
  if (format === 'structured_json') return asJson(results);
  const table = results.map(({ output }) => tableIn(output)).findLast((each) => each !== null);
  if (table === undefined || table === null || format === 'summary_text') return TEXT;
  return format === 'chart_data' ? (asChart(table) ?? asTable(table)) : asTable(table);
}

function asJson(results: readonly Observation[]): AnswerOutput {
  const data = Object.fromEntries(results.map(({ step, output }) => [`${step.tool} ${step.n}`, output]));
  return results.length === 0 || JSON.stringify(data).length > LARGEST_JSON ? TEXT : { format: 'structured_json', hints: { type: 'json', open: OPEN }, data };
}

function asTable(data: DataTable): AnswerOutput {
  return { format: 'markdown_table', hints: { type: 'table', fields: data.columns.map(({ field }) => field), sortable: true, filterable: true }, data };
}

/** Numbers over time as lines, over anything else as bars; null where there is nothing to draw. */
function asChart(data: DataTable): AnswerOutput | null {
  const x = data.columns.find(({ type }) => type === 'date') ?? data.columns.find(({ type }) => type === 'text');
  const y = data.columns.filter(({ type }) => type === 'number').slice(0, MOST_SERIES).map(({ field }) => field);
  if (x === undefined || y.length === 0 || data.rows.length < 2) return null;
  return { format: 'chart_data', hints: { type: 'chart', chart: x.type === 'date' ? 'line' : 'bar', x: x.field, y }, data };
}
