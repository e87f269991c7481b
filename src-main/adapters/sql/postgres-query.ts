import pg from 'pg';
import { type SqlHost, SqlQueryFault, type SqlQuery, type SqlRows } from '#core/ports/sql-runner.ts';
import { createRowBasket, numberOrText } from './row-basket.ts';
import type { OpenSocket } from './sql-protocol.ts';

const NUMBERS: ReadonlySet<number> = new Set([pg.types.builtins.INT2, pg.types.builtins.INT4, pg.types.builtins.INT8, pg.types.builtins.FLOAT4, pg.types.builtins.FLOAT8, pg.types.builtins.NUMERIC]);
const JSONS: ReadonlySet<number> = new Set([pg.types.builtins.JSON, pg.types.builtins.JSONB]);

/** Dates and times stay as the server writes them: a time without a zone is not this machine's. */
function readAs(oid: number): (text: string) => unknown {
  if (oid === pg.types.builtins.BOOL) return (text) => text === 't';
  if (NUMBERS.has(oid)) return numberOrText;
  return JSONS.has(oid) ? (text) => JSON.parse(text) as unknown : (text) => text;
}

const AS_WRITTEN = { getTypeParser: readAs } as unknown as pg.CustomTypesConfig;

export async function queryPostgres(source: SqlHost, { statement, values, maxRows, maxBytes, timeoutMs }: SqlQuery, openSocket: OpenSocket, signal: AbortSignal): Promise<SqlRows> {
  const client = new pg.Client({
    host: source.host, port: source.port, database: source.database, user: source.user, password: source.password,
    ssl: source.tls ? { rejectUnauthorized: true, servername: source.host, ...(source.certificateAuthority === null ? {} : { ca: source.certificateAuthority }) } : false,
    stream: () => openSocket(source.reach), connectionTimeoutMillis: timeoutMs, statement_timeout: timeoutMs, application_name: 'millwright', options: '-c default_transaction_read_only=on',
  });
  const leave = (): void => void client.end().catch(() => undefined);
  signal.addEventListener('abort', leave, { once: true });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('BEGIN READ ONLY');
    return await rowsOf(client, new pg.Query({ text: statement, values: [...values], rowMode: 'array', types: AS_WRITTEN } as pg.QueryConfig), createRowBasket(maxRows, maxBytes));
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
}

function rowsOf(client: pg.Client, query: pg.Query, basket: ReturnType<typeof createRowBasket>): Promise<SqlRows> {
  return new Promise((done, fail) => {
    let columns: string[] = [];
    let finished = false;
    const finish = (): void => {
      finished = true;
      done(basket.rows(columns));
    };
    query.on('row', (row, result) => {
      if (finished) return;
      columns = result?.fields.map(({ name }) => name) ?? columns;
      try {
        if (!basket.add(row as unknown as unknown[])) finish();
      } catch (error) {
        finished = true;
        fail(error as Error);
      }
    });
    query.on('end', (result) => {
      columns = result.fields?.map(({ name }) => name) ?? columns;
      if (!finished) finish();
    });
    query.on('error', (error) => fail(faultOf(error)));
    client.query(query);
  });
}

/** What the server says of a statement is for the admin who wrote it: where it fails for its values, the words say so. */
function faultOf(error: Error & { code?: string }): SqlQueryFault {
  if (error.code === '57014') return new SqlQueryFault('The database did not finish in time.', true);
  if (error.code === '25006') return new SqlQueryFault('The statement would write, and tools only read.', false);
  return error.code === undefined ? new SqlQueryFault('The connection to the database broke off.', true) : new SqlQueryFault(`The database refused the statement (${error.code}).`, false, error.message);
}
