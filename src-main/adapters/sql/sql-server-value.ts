import { SqlQueryFault } from '#core/ports/sql-runner.ts';
import { numberOrText } from './row-basket.ts';

export interface SqlServerCell {
  value: unknown;
  metadata: { colName: string; scale?: number; type: { name: string } };
}

const DECIMALS = new Set(['Decimal', 'DecimalN', 'Numeric', 'NumericN']);
const MONEY = new Set(['Money', 'MoneyN', 'SmallMoney']);
const MONEY_SCALE = 4;
const INTEGERS = new Set(['BigInt', 'IntN']);

/** A value as the statement gave it: times as the server writes them, without a zone where they have none. Throws `SqlQueryFault` for a decimal that the driver may have rounded. */
export function sqlServerValue({ value, metadata: { colName, scale, type } }: SqlServerCell): unknown {
  if (typeof value === 'number' && DECIMALS.has(type.name)) return exact(value, scale ?? 0, colName);
  if (typeof value === 'number' && MONEY.has(type.name)) return exact(value, MONEY_SCALE, colName);
  if (typeof value === 'string' && INTEGERS.has(type.name)) return numberOrText(value);
  return value instanceof Date ? timeAsWritten(value, type.name) : value;
}

/** The driver makes doubles of decimals: beyond 2^53 of their last place, digits may be lost. */
function exact(value: number, scale: number, column: string): number {
  if (Math.abs(value) * 10 ** scale >= Number.MAX_SAFE_INTEGER) throw new SqlQueryFault(`The column "${column}" has numbers of more digits than are kept. Cast it to varchar in the statement.`, false);
  return value;
}

function timeAsWritten(time: Date, type: string): string {
  const [date = '', rest = ''] = time.toISOString().split('T');
  if (type === 'Date') return date;
  if (type === 'Time') return rest.slice(0, -1);
  return type === 'DateTimeOffset' ? time.toISOString() : `${date} ${rest.slice(0, -1)}`;
}
