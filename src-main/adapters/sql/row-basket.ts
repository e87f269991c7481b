import { SqlQueryFault, type SqlRows } from '#core/ports/sql-runner.ts';

/** Decimal digits that a double holds, whichever they are (IEEE 754). */
const MOST_DIGITS = 15;

/** Takes rows until there are as many as were asked for. */
export interface RowBasket {
  /** False when it is full, and no further row is wanted. Throws `SqlQueryFault` where the rows grow too large. */
  add(values: readonly unknown[]): boolean;
  rows(columns: readonly string[]): SqlRows;
}

export function createRowBasket(maxRows: number, maxBytes: number): RowBasket {
  const kept: unknown[][] = [];
  let more = false;
  let bytes = 0;
  return {
    add(values) {
      if (kept.length >= maxRows) {
        more = true;
        return false;
      }
      const row = values.map(plainValue);
      bytes += Buffer.byteLength(JSON.stringify(row));
      if (bytes > maxBytes) throw new SqlQueryFault(`The rows are larger than ${maxBytes} bytes.`, false);
      kept.push(row);
      return true;
    },
    rows: (columns) => ({ columns: [...columns], rows: kept, more }),
  };
}

/** A value as JSON has it: of integers too large for a number the text; of bytes only how many there are. */
function plainValue(value: unknown): unknown {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return Number.isNaN(value) ? null : value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'string') return value.toWellFormed();
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `(${value.length} bytes)`;
  return JSON.parse(JSON.stringify(value ?? null)) as unknown;
}

/** A number that the database wrote as text: a number where that loses no digit that counts, the text otherwise. */
export function numberOrText(text: string): number | string {
  return text.replaceAll(/\D/g, '').length <= MOST_DIGITS && Number.isFinite(Number(text)) ? Number(text) : text;
}
