import { AsyncLocalStorage } from 'node:async_hooks';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Transaction } from '#core/ports/database.ts';
import type { Connection } from './connection.ts';
import type { DiskFloor } from './disk-floor.ts';
import { type OpenTransaction, createTransaction } from './transaction.ts';
import type { Entry } from './worker-protocol.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface Transactions {
  run<T>(entry: Entry, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs something that must not fall into a transaction. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Takes no more work; resolves when what was taken is done. */
  stop(): Promise<void>;
}

interface Options {
  connection: Connection;
  floor: DiskFloor;
  statementTimeoutMs: number;
}

/** One transaction after the other over the one connection there is. */
export function createTransactions({ connection, floor, statementTimeoutMs }: Options): Transactions {
  // A transaction asked for within another would wait for itself for ever.
  const within = new AsyncLocalStorage<{ open: boolean }>();
  const holdLimitMs = 4 * statementTimeoutMs;
  let last: Promise<unknown> = Promise.resolve();
  let stopped = false;

  async function alone<T>(work: () => Promise<T>): Promise<T> {
    if (stopped) throw internal('it is being closed');
    if (within.getStore()?.open) throw internal('a transaction was asked for within a transaction');
    const turn = last.then(async () => {
      await connection.ready();
      return work();
    });
    last = turn.catch(() => undefined);
    return turn;
  }

  async function perform<T>(entry: Entry, work: (tx: Transaction) => Promise<T>): Promise<T> {
    // Not awaited: the first statement follows on its heels, and the thread refuses it should entering fail.
    const entered = enter(entry);
    entered.catch(() => undefined);
    const open = createTransaction({ tenantId: entry.role === 'millwright_app' ? entry.tenantId : null, connection, floor, statementTimeoutMs });
    const place = { open: true };
    try {
      const result = await within.run(place, () => limited(work(open.tx), open, holdLimitMs));
      // A statement that failed has undone the transaction, even where `work` went on as if it had not.
      open.end();
      if (open.failure) throw open.failure.error;
      await entered;
      await connection.call('finish', { commit: true }, statementTimeoutMs);
      return result;
    } catch (error) {
      open.end();
      await rollBack();
      throw error;
    } finally {
      place.open = false;
    }
  }

  async function enter(entry: Entry): Promise<void> {
    try {
      await connection.call('begin', entry, statementTimeoutMs);
    } catch (error) {
      await connection.restart('a transaction could not be entered');
      throw error;
    }
  }

  async function rollBack(): Promise<void> {
    // After a restart there is nothing to roll back; a rollback that fails has caused one.
    await connection.call('finish', { commit: false }, statementTimeoutMs).catch(() => connection.restart('a rollback failed'));
  }

  return {
    alone,
    run(entry, work) {
      if (entry.role === 'millwright_app' && !(UUID.test(entry.tenantId) && (entry.userId === null || UUID.test(entry.userId)))) {
        return Promise.reject(internal('a transaction was asked for without a valid tenant'));
      }
      return alone(() => perform(entry, work));
    },
    async stop() {
      stopped = true;
      await last;
    },
  };
}

/** Rejects when the work neither ends nor asks anything of the database for too long. */
async function limited<T>(work: Promise<T>, open: OpenTransaction, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    const look = () => {
      const idleMs = open.idleMs();
      if (idleMs >= limitMs) reject(internal(`a transaction was held open without use for ${limitMs} ms`));
      else timer = setTimeout(look, limitMs - idleMs);
    };
    timer = setTimeout(look, limitMs);
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

function internal(detail: string): MillwrightError {
  return new MillwrightError('INTERNAL', undefined, { detail: `database: ${detail}` });
}
