import { EgressFault } from '#core/ports/egress.ts';
import { SqlQueryFault, type SqlQuery, type SqlRows } from '#core/ports/sql-runner.ts';
import type { OpenSocket, SqlAnswer } from './sql-protocol.ts';

type Method = (input: unknown, context: { signal: AbortSignal }) => Promise<unknown>;

/** What the worker of databases does. Drivers are loaded with the first query that needs them. */
export function createSqlMethods(openSocket: OpenSocket): Readonly<Record<string, Method>> {
  return {
    async query(input, { signal }): Promise<SqlAnswer> {
      try {
        return { ok: true, ...(await rows(input as SqlQuery, openSocket, signal)) };
      } catch (error) {
        return answerOf(error);
      }
    },
  };
}

async function rows(query: SqlQuery, openSocket: OpenSocket, signal: AbortSignal): Promise<SqlRows> {
  const { source } = query;
  if (source.engine === 'sqlite') return (await import('./sqlite-query.ts')).querySqlite(source.file, query);
  if (source.engine === 'mysql') return (await import('./mysql-query.ts')).queryMysql(source, query, openSocket, signal);
  if (source.engine === 'sqlserver') return (await import('./sql-server-query.ts')).querySqlServer(source, query, openSocket, signal);
  return (await import('./postgres-query.ts')).queryPostgres(source, query, openSocket, signal);
}

function answerOf(error: unknown): SqlAnswer {
  if (error instanceof SqlQueryFault) return { ok: false, sentence: error.message, outage: error.outage };
  if (error instanceof EgressFault && error.problem === 'wrong-network') return { ok: false, sentence: 'The name of the database stands for an address outside of the network that this tool is for.', outage: false };
  const refused = typeof error === 'object' && error !== null && 'code' in error && ['28P01', '28000', '3D000'].includes(String(error.code));
  return { ok: false, sentence: refused ? 'The database does not let this tool in.' : 'The database does not answer.', outage: true };
}
