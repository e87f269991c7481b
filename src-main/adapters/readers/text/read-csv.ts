import { parse } from 'csv-parse/sync';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { ReadResult } from '#core/ports/document-reader.ts';
import { createTableParts } from '#adapters/readers/table-parts.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { findHeaderRow } from '#adapters/readers/table-header.ts';
import { detectDelimiter } from './csv-dialect.ts';

/** Reads a delimited table. Rows of odd length and stray quotes are accepted and told; formulas stay plain text. */
export function readCsv(text: string, limits: ReaderLimits): ReadResult {
  const warnings: string[] = [];
  const rows = parseRows(text, detectDelimiter(text) ?? ',', warnings);
  const width = rows[0]?.length ?? 0;
  const ragged = rows.filter((row) => row.length !== width).length;
  if (ragged > 0) warnings.push(`${ragged} ${ragged === 1 ? 'row has' : 'rows have'} more or fewer cells than the first row.`);
  const header = findHeaderRow(rows.slice(0, 60));
  const table = createTableParts(limits, null);
  rows.forEach((row, at) => table.add(row, at === header, at + 1));
  return { kind: 'csv', title: null, pages: null, parts: table.finish(), warnings };
}

/** The cells as they stand; `header` is empty where no row names the columns. */
export function csvCells(text: string): { header: string[]; rows: string[][]; delimiter: string } {
  const delimiter = detectDelimiter(text) ?? ',';
  const rows = parseRows(text, delimiter, []);
  const header = findHeaderRow(rows.slice(0, 60));
  return { header: rows[header] ?? [], rows: rows.slice(header + 1), delimiter };
}

function parseRows(text: string, delimiter: string, warnings: string[]): string[][] {
  const common = { delimiter, relax_column_count: true, skip_empty_lines: true, bom: true };
  try {
    return parse(text, { ...common, relax_quotes: true });
  } catch (strict) {
    warnings.push('A quotation mark is opened and never closed; quotation marks were read as plain characters.');
    try {
      return parse(text, { ...common, quote: false });
    } catch (cause) {
      throw new MillwrightError('FILE_UNREADABLE', 'The table cannot be read: its cells are not separated in a regular way.', {
        detail: `${String(strict)}; ${String(cause)}`,
      });
    }
  }
}
