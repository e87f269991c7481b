import type { DataTable } from '#shared/contract/agent-answers.ts';

type Cell = DataTable['rows'][number][number];
type Column = DataTable['columns'][number];
type Row = Readonly<Record<string, unknown>>;

const MOST_ROWS = 500;
const MOST_COLUMNS = 30;
const LONGEST_CELL = 1_000;
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** The rows in a tool's value: a list of objects, such a list inside it, columns with rows, or one flat object. Null where there are none. */
export function tableIn(value: unknown): DataTable | null {
  const rows = rowsIn(value);
  if (rows === null || rows.length === 0) return null;
  const fields = [...new Set(rows.slice(0, MOST_ROWS).flatMap((row) => Object.keys(row)))].slice(0, MOST_COLUMNS);
  const cells = rows.slice(0, MOST_ROWS).map((row) => fields.map((field) => cellOf(row[field])));
  return { columns: fields.map((field, at) => ({ field, type: typeOf(cells.map((row) => row[at] ?? null)) })), rows: cells, leftOut: Math.max(0, rows.length - MOST_ROWS) };
}

function rowsIn(value: unknown): Row[] | null {
  if (Array.isArray(value)) return value.length > 0 && value.every(isRow) ? value : null;
  if (!isRow(value)) return null;
  const named = byColumns(value);
  if (named) return named;
  const inside = Object.values(value).find((each): each is Row[] => Array.isArray(each) && each.length > 0 && each.every(isRow));
  if (inside) return inside;
  const flat = Object.values(value).every((each) => typeof each !== 'object' || each === null);
  return flat && Object.keys(value).length > 0 ? [value] : null;
}

/** `{columns: ["a", …], rows: [[1, …], …]}`, as databases answer. */
function byColumns({ columns, rows }: Row): Row[] | null {
  if (!Array.isArray(columns) || !Array.isArray(rows) || !rows.every(Array.isArray)) return null;
  const names = columns.map((column) => (isRow(column) ? String(column['name'] ?? column['field']) : String(column)));
  return rows.map((row: unknown[]) => Object.fromEntries(names.map((name, at) => [name, row[at]])));
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST_CELL);
}

function typeOf(cells: readonly Cell[]): Column['type'] {
  const known = cells.filter((cell) => cell !== null);
  if (known.length === 0) return 'text';
  if (known.every((cell) => typeof cell === 'number')) return 'number';
  if (known.every((cell) => typeof cell === 'boolean')) return 'yes-no';
  return known.every((cell) => typeof cell === 'string' && DATE.test(cell)) ? 'date' : 'text';
}
