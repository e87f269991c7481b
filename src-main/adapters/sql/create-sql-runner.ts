import { type SqlQuery, SqlQueryFault, type SqlRunner } from '#core/ports/sql-runner.ts';
import { type SupervisedWorker, WorkerLost, type Workers } from '#core/ports/workers.ts';
import type { SqlAnswer } from './sql-protocol.ts';

/**
 * Queries in processes of their own: one for servers, one for files. The driver of files notices nothing while it works: a query that is given
 * up ends its process, and what was waiting behind it is asked again of the next one.
 */
export function createSqlRunner({ workers }: { workers: Workers }): SqlRunner {
  const servers = workers.supervise('sql-worker');
  const files = workers.supervise('sql-worker');

  async function fromFile(query: SqlQuery, signal: AbortSignal): Promise<SqlAnswer> {
    const giveUp = (): void => files.stop();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await asked(files, query, signal);
    } catch (error) {
      if (!(error instanceof WorkerLost) || signal.aborted) throw error;
      return await asked(files, query, signal);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  return {
    async run(query, signal) {
      try {
        const answer = query.source.engine === 'sqlite' ? await fromFile(query, signal) : await asked(servers, query, signal);
        if (!answer.ok) throw new SqlQueryFault(answer.sentence, answer.outage, answer.said);
        return { columns: answer.columns, rows: answer.rows, more: answer.more };
      } catch (error) {
        if (error instanceof WorkerLost) throw new SqlQueryFault('The query was stopped. It can be made again.', true);
        throw error;
      }
    },
    close() {
      servers.stop();
      files.stop();
    },
  };
}

async function asked(worker: SupervisedWorker, query: SqlQuery, signal: AbortSignal): Promise<SqlAnswer> {
  return (await worker.call('query', query, signal).next()).value as SqlAnswer;
}
