import type { DocumentReading, TableReading } from '#core/knowledge/index.ts';
import { builtIn, type BuiltIn, textOf } from './built-in-tool.ts';
import { withinCollections } from './within-collections.ts';

const STANDARD_ROWS = 200;

/** Rows of documents that are tables, as far as the caller may see them: what tables and charts beside an answer are made of. */
export function tableTool(tables: TableReading, reading: Pick<DocumentReading, 'collectionsNamed'>): BuiltIn {
  return builtIn(
    {
      name: 'table_read',
      description: 'Gives rows of data from a CSV document or a sheet of a spreadsheet (XLSX): readings, energy, production, stock, with numbers as numbers, to show as a table or a chart; says what sheets and columns there are.',
      properties: {
        document: { type: 'string', minLength: 1, maxLength: 512, description: 'id or file name' },
        sheet: { type: 'string', maxLength: 200, description: 'of a spreadsheet: name of the sheet; the first unless given' },
        columns: { type: 'array', maxItems: 30, items: { type: 'string', maxLength: 200 }, description: 'columns to give; all unless given' },
        column: { type: 'string', maxLength: 200, description: 'with "holding": column to look in' },
        holding: { type: 'string', maxLength: 200, description: 'only rows that hold this text there' },
        from: { type: 'integer', minimum: 0, description: 'rows to leave out first, as "next" says' },
        limit: { type: 'integer', minimum: 1, maximum: 500, description: `${STANDARD_ROWS} unless given` },
      },
      required: ['document'],
    },
    async (invocation) => {
      const { arguments: given, call, signal } = invocation;
      const [column, text, from] = [textOf(given['column']), textOf(given['holding']), Number(given['from'] ?? 0)];
      const columns = Array.isArray(given['columns']) ? given['columns'].map(textOf) : [];
      const sheet = textOf(given['sheet']) || null;
      const wanted = { document: textOf(given['document']), sheet, columns, holding: column === '' || text === '' ? null : { column, text }, from, most: Number(given['limit'] ?? STANDARD_ROWS), within: await withinCollections(reading, invocation) };
      const { label, rows, ...read } = await tables.rows(call.principal, wanted, signal);
      const next = from + rows.length;
      return { output: { ...read, next: next < read.total ? next : null, rows }, label };
    },
  );
}
