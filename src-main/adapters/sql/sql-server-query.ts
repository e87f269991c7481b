import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Connection, ConnectionError, Request, type RequestError, TYPES } from 'tedious';
import { EgressFault } from '#core/ports/egress.ts';
import { SqlQueryFault, type SqlQuery, type SqlRows, type SqlHost } from '#core/ports/sql-runner.ts';
import { createRowBasket } from './row-basket.ts';
import type { OpenSocket } from './sql-protocol.ts';
import { type SqlServerCell, sqlServerValue } from './sql-server-value.ts';

const CANCEL_MS = 2_000;
const LARGEST_INT = 2_147_483_647;
const UNPROVEN = /CERT|SIGNATURE|ISSUER/;

/** In a transaction that ends with the connection, and so is rolled back whatever the statement did. */
export async function querySqlServer(source: SqlHost, query: SqlQuery, openSocket: OpenSocket, signal: AbortSignal): Promise<SqlRows> {
  const connection = new Connection({
    server: source.host,
    authentication: { type: 'default', options: { userName: source.user, password: source.password } },
    options: {
      port: source.port, database: source.database, appName: 'millwright', readOnlyIntent: true, encrypt: source.tls, trustServerCertificate: false, serverName: source.host,
      cryptoCredentialsDetails: { minVersion: 'TLSv1.2', ...(source.certificateAuthority === null ? {} : { ca: source.certificateAuthority }) },
      connectTimeout: query.timeoutMs, requestTimeout: query.timeoutMs, cancelTimeout: CANCEL_MS, maxRetriesOnTransientErrors: 0, abortTransactionOnError: true, connector: onlyOnce(source, openSocket),
    },
  });
  // The driver falls over where it is closed with an answer under way, so the server is told to stop first, and the end of it awaited.
  const stop = (): void => {
    if (!connection.cancel()) connection.close();
  };
  signal.addEventListener('abort', stop, { once: true });
  connection.on('error', () => undefined);
  try {
    return await rowsOf(connection, query);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    connection.close();
  }
}

async function rowsOf(connection: Connection, query: SqlQuery): Promise<SqlRows> {
  await new Promise<void>((done, fail) => {
    connection.connect((error) => (error ? fail(connectionFault(error)) : done()));
  });
  await new Promise<void>((done, fail) => {
    connection.execSqlBatch(new Request('BEGIN TRANSACTION', (error) => (error ? fail(requestFault(error)) : done())));
  });
  return execute(connection, query);
}

function execute(connection: Connection, { statement, values, maxRows, maxBytes }: SqlQuery): Promise<SqlRows> {
  const basket = createRowBasket(maxRows, maxBytes);
  return new Promise((done, fail) => {
    let columns: string[] = [];
    let outcome: 'reading' | 'full' | Error = 'reading';
    const request = new Request(statement, (error) => {
      if (outcome === 'reading' && error) fail(requestFault(error));
      else if (outcome instanceof Error) fail(outcome);
      else done(basket.rows(columns));
    });
    const stop = (because: 'full' | Error): void => {
      outcome = because;
      connection.cancel();
    };
    values.forEach((value, at) => request.addParameter(`p${at + 1}`, typeOf(value), value));
    request.on('columnMetadata', (metadata) => {
      columns = Object.values(metadata).map(({ colName }) => colName);
    });
    request.on('row', (cells: SqlServerCell[]) => {
      if (outcome !== 'reading') return;
      try {
        if (!basket.add(cells.map(sqlServerValue))) stop('full');
      } catch (error) {
        stop(error as Error);
      }
    });
    connection.execSql(request);
  });
}

/** A server may send clients on to another one: this one is not the other's. */
function onlyOnce({ host, port, reach }: SqlHost, openSocket: OpenSocket): () => Promise<Socket> {
  let opened = false;
  return async () => {
    if (opened) throw new SqlQueryFault('The database sends the connection on to another server, which is not followed.', false);
    opened = true;
    const socket = openSocket(reach);
    socket.connect(port, host);
    await once(socket, 'connect');
    return socket;
  };
}

function typeOf(value: SqlQuery['values'][number]) {
  if (typeof value === 'boolean') return TYPES.Bit;
  if (typeof value !== 'number') return TYPES.NVarChar;
  if (!Number.isSafeInteger(value)) return TYPES.Float;
  return Math.abs(value) <= LARGEST_INT ? TYPES.Int : TYPES.BigInt;
}

/** What lies behind an error, outermost first. */
function chainOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...chainOf(error.cause)] : [];
}

function connectionFault(error: Error): Error {
  const chain = chainOf(error);
  const own = chain.find((each) => each instanceof SqlQueryFault || each instanceof EgressFault);
  if (own) return own;
  const code = error instanceof ConnectionError ? error.code : undefined;
  if (code === 'ELOGIN') return new SqlQueryFault('The database does not let this tool in.', true);
  if (code === 'EENCRYPT') return new SqlQueryFault('The database and this tool do not agree on whether the connection is encrypted.', true);
  if (chain.some((each) => 'code' in each && UNPROVEN.test(String(each.code)))) return new SqlQueryFault('The database shows a certificate that is not trusted here.', true);
  return new SqlQueryFault('The database does not answer.', true);
}

function requestFault(error: Error & Partial<Pick<RequestError, 'code' | 'number'>>): SqlQueryFault {
  if (error.code === 'ETIMEOUT') return new SqlQueryFault('The database did not finish in time.', true);
  if (error.number === undefined) return new SqlQueryFault('The connection to the database broke off.', true);
  return new SqlQueryFault(`The database refused the statement (${error.number}).`, false, error.message);
}
