import { describe, expect, test } from 'vitest';
import type { Observation } from '#core/agents/run/observations.ts';
import { answerOutput } from './answer-output.ts';

const result = (output: unknown, status: 'ok' | 'failed' = 'ok', tool = 'get_energy'): Observation => ({
  step: { n: 1, agent: 'data', tool, arguments: {}, status, ms: 3, note: '', approval: null }, output, passages: [],
});
const MONTHS = [{ month: '2026-01-01', kWh: 410, line: 'A' }, { month: '2026-02-01', kWh: 395, line: 'A' }];

describe('what stands beside an answer', () => {
  test('is a table of the rows that a tool gave, wherever in its value they are', () => {
    const table = { columns: [{ field: 'month', type: 'date' }, { field: 'kWh', type: 'number' }, { field: 'line', type: 'text' }], rows: [['2026-01-01', 410, 'A'], ['2026-02-01', 395, 'A']], leftOut: 0 };
    const hints = { type: 'table', fields: ['month', 'kWh', 'line'], sortable: true, filterable: true };
    for (const value of [MONTHS, { total: 2, items: MONTHS }, { columns: ['month', 'kWh', 'line'], rows: MONTHS.map((row) => Object.values(row)) }]) {
      expect(answerOutput('markdown_table', [result(value)])).toEqual({ format: 'markdown_table', hints, data: table });
    }
  });

  test('is one row for a flat object, and holds what is nested as text', () => {
    expect(answerOutput('markdown_table', [result({ number: 'S-1', late: true, weight: null })]).data).toMatchObject({ rows: [['S-1', true, null]] });
    expect(answerOutput('markdown_table', [result([{ at: { port: 'HAM' } }])]).data).toMatchObject({ rows: [['{"port":"HAM"}']] });
  });

  test('is lines over time, bars over names, and a table where there is nothing to draw', () => {
    expect(answerOutput('chart_data', [result(MONTHS)]).hints).toEqual({ type: 'chart', chart: 'line', x: 'month', y: ['kWh'] });
    expect(answerOutput('chart_data', [result([{ line: 'A', kWh: 1 }, { line: 'B', kWh: 2 }])]).hints).toMatchObject({ chart: 'bar', x: 'line' });
    expect(answerOutput('chart_data', [result([{ line: 'A', state: 'on' }])]).format).toBe('markdown_table');
  });

  test('is the values as they came, by tool and step', () => {
    expect(answerOutput('structured_json', [result({ a: { b: [1] } })])).toEqual({ format: 'structured_json', hints: { type: 'json', open: 2 }, data: { 'get_energy 1': { a: { b: [1] } } } });
  });

  test('is text alone where no tool gave anything of that form, or it failed', () => {
    for (const observations of [[], [result('three pumps')], [result(MONTHS, 'failed')], [result([])]]) expect(answerOutput('markdown_table', observations).format).toBe('summary_text');
  });

  test('holds 500 rows and says how many it left out', () => {
    const data = answerOutput('markdown_table', [result(Array.from({ length: 620 }, (_, n) => ({ n })))]).data as { rows: unknown[]; leftOut: number };
    expect([data.rows.length, data.leftOut]).toEqual([500, 120]);
  });
});
