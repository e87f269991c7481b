import { type CellFormat, formatFromCode, formatNumberCell } from './cell-format.ts';
import { parseXml } from './xml-pass.ts';

export interface ChartText {
  /** Titles of the chart and its axes. */
  titles: string[];
  /** Names of the series, then a row for each category with their values; no rows where it keeps no values. */
  rows: string[][];
}

/** Points read of a series: more belong into a workbook. */
const MOST_POINTS = 2_000;
const CATEGORIES = new Set(['cat', 'xVal']);
const VALUES = new Set(['val', 'yVal', 'bubbleSize']);

interface Series {
  name: string;
  categories: string[];
  values: string[];
}

/** What a chart part says in words and numbers (ECMA-376 part 1, 21.2): the values kept in it, not those of its workbook. */
export function readChartText(bytes: Buffer): ChartText {
  const titles: string[] = [];
  const series: Series[] = [];
  let title: string | null = null;
  let into: string[] | null = null;
  let name: string | null = null;
  let point = 0;
  let format: CellFormat = 'general';
  let text: string | null = null;

  parseXml(bytes, {
    open(element, attributes) {
      const current = series.at(-1);
      if (element === 'ser') series.push({ name: '', categories: [], values: [] });
      else if (element === 'title') title = '';
      else if (element === 'tx' && current !== undefined && title === null) name = '';
      else if (CATEGORIES.has(element) && current !== undefined) into = current.categories;
      else if (VALUES.has(element) && current !== undefined) into = current.values;
      else if (element === 'numCache' || element === 'strCache') format = 'general';
      else if (element === 'pt') point = Number(attributes['idx'] ?? 0);
      else if (element === 'v' || element === 't' || element === 'formatCode') text = '';
    },
    close(element) {
      if (element === 'title') {
        if (title !== null && title.trim() !== '') titles.push(title.replace(/\s+/g, ' ').trim());
        title = null;
      } else if (element === 'tx') {
        const current = series.at(-1);
        if (name !== null && current !== undefined) current.name = name.replace(/\s+/g, ' ').trim();
        name = null;
      } else if (element === 'p' && title !== null) title += ' ';
      else if (CATEGORIES.has(element) || VALUES.has(element)) into = null;
      else if (element === 'formatCode') format = formatFromCode(text ?? '');
      else if (element === 'v' || element === 't') {
        if (title !== null) title += text ?? '';
        else if (name !== null) name += text ?? '';
        else if (into !== null && point >= 0 && point < MOST_POINTS) into[point] = formatNumberCell(text ?? '', format, false);
      }
      if (element === 'v' || element === 't' || element === 'formatCode') text = null;
    },
    text(data) {
      if (text !== null) text += data;
    },
  });
  return { titles, rows: rowsOf(series.filter(({ values }) => values.length > 0)) };
}

function rowsOf(series: readonly Series[]): string[][] {
  if (series.length === 0) return [];
  const categories = series.find((one) => one.categories.length > 0)?.categories ?? [];
  const length = Math.max(...series.map(({ values }) => values.length));
  const rows = Array.from({ length }, (_, at) => [categories[at] ?? '', ...series.map(({ values }) => values[at] ?? '')]);
  return [['', ...series.map((one) => one.name)], ...rows];
}
