import { createConnection, type Connection, type FieldPacket } from 'mysql2';
import { type SqlHost, SqlQueryFault, type SqlQuery, type SqlRows } from '#core/ports/sql-runner.ts';
import { createRowBasket, numberOrText } from './row-basket.ts';
import type { OpenSocket } from './sql-protocol.ts';

export async function queryMysql(source: SqlHost, { statement, values, maxRows, maxBytes, timeoutMs }: SqlQuery, openSocket: OpenSocket, signal: AbortSignal): Promise<SqlRows> {
  const connection = createConnection({
    user: source.user, password: source.password, database: source.database, connectTimeout: timeoutMs, multipleStatements: false, dateStrings: true, supportBigNumbers: true, bigNumberStrings: false,
    typeCast: (field, next) => (field.type === 'NEWDECIMAL' ? asNumber(field.string()) : next()),
    ...(source.tls ? { ssl: { rejectUnauthorized: true, verifyIdentity: true, ...(source.certificateAuthority === null ? {} : { ca: source.certificateAuthority }) }, host: source.host } : {}),
    stream: () => openSocket(source.reach).connect(source.port, source.host),
  });
  const leave = (): void => connection.destroy();
  signal.addEventListener('abort', leave, { once: true });
  connection.on('error', () => undefined);
  try {
    await said(connection, 'SET SESSION TRANSACTION READ ONLY');
    // MariaDB and MySQL name it differently, and refuse each other's.
    await said(connection, `SET SESSION max_statement_time=${timeoutMs / 1_000}`).catch(() => said(connection, `SET SESSION max_execution_time=${timeoutMs}`));
    await said(connection, 'START TRANSACTION READ ONLY');
    return await rowsOf(connection, statement, values, createRowBasket(maxRows, maxBytes));
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
}

const asNumber = (text: string | null): number | string | null => (text === null ? null : numberOrText(text));

function said(connection: Connection, statement: string): Promise<void> {
  return new Promise((done, fail) => {
    connection.query(statement, (error) => (error ? fail(faultOf(error)) : done()));
  });
}

function rowsOf(connection: Connection, statement: string, values: SqlQuery['values'], basket: ReturnType<typeof createRowBasket>): Promise<SqlRows> {
  return new Promise((done, fail) => {
    let columns: string[] = [];
    const command = connection.execute({ sql: statement, values: [...values], rowsAsArray: true });
    command.on('fields', (fields: FieldPacket[] | undefined) => {
      columns = fields?.map(({ name }) => name) ?? columns;
    });
    command.on('result', (row: unknown) => {
      if (!Array.isArray(row)) return;
      try {
        if (!basket.add(row)) done(basket.rows(columns));
      } catch (error) {
        fail(error as Error);
      }
    });
    command.on('error', (error: NodeJS.ErrnoException) => fail(faultOf(error)));
    command.on('end', () => done(basket.rows(columns)));
  });
}

function faultOf(error: NodeJS.ErrnoException): SqlQueryFault {
  const number = error.errno ?? 0;
  if (number === 1969 || number === 3024) return new SqlQueryFault('The database did not finish in time.', true);
  if (number === 1792) return new SqlQueryFault('The statement would write, and tools only read.', false);
  if (number === 1045 || number === 1044) return new SqlQueryFault('The database does not let this tool in.', true);
  return number < 1_000 ? new SqlQueryFault('The connection to the database broke off.', true) : new SqlQueryFault(`The database refused the statement (${number}).`, false, error.message);
}
