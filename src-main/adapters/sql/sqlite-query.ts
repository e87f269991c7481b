import { realpathSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SqlQueryFault, type SqlQuery, type SqlRows } from '#core/ports/sql-runner.ts';
import { createRowBasket } from './row-basket.ts';

/** Synchronous: it runs in a process of its own, which is ended where it does not come back. */
export function querySqlite(file: string, { statement, values, maxRows, maxBytes }: SqlQuery): SqlRows {
  const database = opened(file);
  try {
    const prepared = database.prepare(statement);
    prepared.setReturnArrays(true);
    prepared.setReadBigInts(true);
    const basket = createRowBasket(maxRows, maxBytes);
    for (const row of prepared.iterate(...values.map((value) => (typeof value === 'boolean' ? Number(value) : value)))) if (!basket.add(row as unknown as unknown[])) break;
    return basket.rows(prepared.columns().map(({ name }) => name));
  } catch (error) {
    if (error instanceof SqlQueryFault) throw error;
    throw new SqlQueryFault('The database refused the statement.', false, error instanceof Error ? error.message : null);
  } finally {
    database.close();
  }
}

function opened(file: string): DatabaseSync {
  try {
    // A link could lead out of the folder that was allowed.
    if (realpathSync(file) !== file) throw new Error('it is a link');
    return new DatabaseSync(file, { readOnly: true, allowExtension: false, timeout: 1_000 });
  } catch {
    throw new SqlQueryFault('The file of this tool is no database that can be opened, or is not there.', true);
  }
}
