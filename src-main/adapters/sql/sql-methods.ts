import type { Socket } from 'node:net';
import { EgressFault } from '#core/ports/egress.ts';
import { SqlQueryFault, type SqlQuery, type SqlRows } from '#core/ports/sql-runner.ts';
import type { OpenSocket, SqlAnswer } from './sql-protocol.ts';

/** In which a server is told to stop, and its answer to that awaited. */
const FAREWELL_MS = 3_000;

type Method = (input: unknown, context: { signal: AbortSignal }) => Promise<unknown>;

/** What the worker of databases does. Drivers are loaded with the first query that needs them. */
export function createSqlMethods(openSocket: OpenSocket): Readonly<Record<string, Method>> {
  return {
    async query(input, { signal }): Promise<SqlAnswer> {
      try {
        return { ok: true, ...(await untilAborted((open) => rows(input as SqlQuery, open, signal), openSocket, signal)) };
      } catch (error) {
        return answerOf(error);
      }
    },
  };
}

/** A driver may wait for a server that says nothing, whatever it is told: the call ends all the same, and its socket soon after. */
async function untilAborted<T>(work: (open: OpenSocket) => Promise<T>, openSocket: OpenSocket, signal: AbortSignal): Promise<T> {
  const sockets: Socket[] = [];
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const leave = (): void => {
    setTimeout(() => sockets.forEach((socket) => socket.destroy()), FAREWELL_MS).unref();
    reject(signal.reason as Error);
  };
  signal.addEventListener('abort', leave, { once: true });
  const open: OpenSocket = (reach) => {
    const socket = openSocket(reach);
    sockets.push(socket);
    return socket;
  };
  try {
    return await Promise.race([work(open), aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

async function rows(query: SqlQuery, openSocket: OpenSocket, signal: AbortSignal): Promise<SqlRows> {
  const { source } = query;
  if (source.engine === 'sqlite') return (await import('./sqlite-query.ts')).querySqlite(source.file, query);
  if (source.engine === 'mysql') return (await import('./mysql-query.ts')).queryMysql(source, query, openSocket, signal);
  if (source.engine === 'sqlserver') return (await import('./sql-server-query.ts')).querySqlServer(source, query, openSocket, signal);
  return (await import('./postgres-query.ts')).queryPostgres(source, query, openSocket, signal);
}

function answerOf(error: unknown): SqlAnswer {
  if (error instanceof SqlQueryFault) return { ok: false, sentence: error.message, outage: error.outage, said: error.said };
  if (error instanceof EgressFault && error.problem === 'wrong-network') return { ok: false, sentence: 'The name of the database stands for an address outside of the network that this tool is for.', outage: false, said: null };
  if (error instanceof EgressFault && error.problem === 'too-large') return { ok: false, sentence: 'The database sent far more than an answer can be.', outage: true, said: null };
  const refused = typeof error === 'object' && error !== null && 'code' in error && ['28P01', '28000', '3D000'].includes(String(error.code));
  return { ok: false, sentence: refused ? 'The database does not let this tool in.' : 'The database does not answer.', outage: true, said: null };
}
