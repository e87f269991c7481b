import type { EventOf } from '#shared/contract/define-operations.ts';
import type { Holdings, privacy } from '#shared/contract/privacy.ts';
import { ASKED_ONCE, stateKey } from '#core/conversations/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import type { Exports } from '#core/ports/exports.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import type { Logger } from '#core/ports/logger.ts';
import { sql } from '#core/ports/sql.ts';
import { removeRows, REWRITTEN } from './erase-rows.ts';
import { pseudonymOf } from './person.ts';
import { within } from './within.ts';

const TELL_MS = 200;

type EraseEvent = EventOf<typeof privacy.erase>;

export interface EraseServices {
  database: Database;
  files: Pick<FileStore, 'abortUploads'>;
  exports: Pick<Exports, 'removeAbout'>;
  /** What language models keep of what they have read. */
  models: { forget(tenantId: string, stateKey: string): Promise<void> };
  clock: Clock;
  logger: Logger;
  /** Records that nothing of a person is left. */
  recordErased(tenantId: string, userId: string, removed: Holdings): Promise<void>;
}

export interface Erasing {
  /** Carries an erasure that has begun to its end, whether or not somebody still listens. */
  follow(tenantId: string, userId: string): AsyncGenerator<EraseEvent>;
  /** Carries on with what an end of the program interrupted. */
  resume(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

/** What comes after a person was taken out: their rows, the files these lay in, and what is kept beside the database. */
export function createErasing(services: EraseServices): Erasing {
  const { database, files, exports, clock, logger } = services;
  const underWay = new Set<Promise<void>>();

  async function* steps(tenantId: string, userId: string): AsyncGenerator<EraseEvent> {
    const owner = { tenantId, userId };
    const { counts: removed } = await database.withTenant({ tenantId, userId: null }, (tx) => tx.one<{ counts: Holdings }>(sql`SELECT counts FROM erasures WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}`));
    const states = await stateKeys(tenantId, userId);
    await forgetStates(tenantId, states);
    await files.abortUploads(owner);
    await exports.removeAbout(tenantId, userId);
    const total = removed.messages + removed.conversations;
    let done = 0;
    for await (const gone of removeRows(database, tenantId, userId)) {
      done += gone;
      yield { type: 'progress', stage: 'removing', done: Math.min(done, total), total };
    }
    // An answer that was under way may have been kept meanwhile.
    await forgetStates(tenantId, states);
    yield* rewriting();
    await database.withTenant({ tenantId, userId: null }, (tx) => tx.run(sql`UPDATE erasures SET finished_at = ${clock.now()} WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}`));
    await services.recordErased(tenantId, userId, removed);
    yield { type: 'erased', pseudonym: pseudonymOf(userId), removed };
  }

  async function stateKeys(tenantId: string, userId: string): Promise<string[]> {
    const rows = await database.withTenant({ tenantId, userId: null }, (tx) => tx.rows<{ id: string }>(sql`SELECT id FROM conversations WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}`));
    return [ASKED_ONCE, ...rows.map(({ id }) => id)].map((id) => stateKey(userId, id));
  }

  async function forgetStates(tenantId: string, keys: readonly string[]): Promise<void> {
    for (const key of keys) await services.models.forget(tenantId, key);
  }

  async function* rewriting(): AsyncGenerator<EraseEvent> {
    let tables = 0;
    const work = database.expunge(REWRITTEN, () => void (tables += 1)).then(() => true as const);
    work.catch(() => undefined);
    do yield { type: 'progress', stage: 'rewriting', done: Math.min(tables, REWRITTEN.length), total: REWRITTEN.length };
    while ((await within(work, TELL_MS)) === null);
  }

  function carryOn(rest: AsyncGenerator<EraseEvent>, about: { tenantId: string; userId: string }): void {
    const work = drain(rest)
      .catch((error: unknown) => logger.error('an erasure is not finished; the next start goes on with it', { ...about, error: String(error) }))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  }

  return {
    async *follow(tenantId, userId) {
      const all = steps(tenantId, userId);
      let over = false;
      try {
        for (let step = await all.next(); !step.done; step = await all.next()) yield step.value;
        over = true;
      } finally {
        if (!over) carryOn(all, { tenantId, userId });
      }
    },
    async resume() {
      const open = await database.withSystem((tx) => tx.rows<{ tenant_id: string; user_id: string }>(sql`SELECT tenant_id, user_id FROM erasures WHERE finished_at IS NULL ORDER BY begun_at`));
      for (const { tenant_id: tenantId, user_id: userId } of open) carryOn(steps(tenantId, userId), { tenantId, userId });
    },
    async idle() {
      await Promise.all(underWay);
    },
  };
}

async function drain(events: AsyncGenerator<unknown>): Promise<void> {
  for (let step = await events.next(); !step.done; step = await events.next());
}
