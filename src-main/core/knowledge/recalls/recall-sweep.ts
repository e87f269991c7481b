import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import { sql } from '#core/ports/sql.ts';
import { activeTenants } from '#core/tenants/index.ts';
import { type MadeRecall, recallDue } from './recall-rows.ts';

/** An effective date comes without anyone doing anything, so everything is looked at now and then. */
const EVERY_MS = 10 * 60_000;
const DOCUMENTS_AT_A_TIME = 200;

export interface RecallDeps {
  database: Database;
  crypto: Crypto;
  clock: Clock;
  logger: Logger;
  /** Writes the audit record of a recall. */
  recordRecall(tenantId: string, recall: MadeRecall): Promise<void>;
}

/** Finds the answers whose documents are no longer what they were when they were cited, and notes whom to tell. */
export interface RecallSweep {
  /** Looks at the answers that cite these. A failure is logged: the next round finds what it missed. */
  look(tenantId: string, about: { families?: readonly string[]; documents?: readonly string[] }): Promise<void>;
  /** Looks at every cited document of every plant, in short transactions. */
  everything(): Promise<void>;
  record(tenantId: string, made: readonly MadeRecall[]): Promise<void>;
  /** Looks at everything now and every ten minutes. */
  start(): void;
  /** Resolves when nothing is being looked at. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export function createRecallSweep({ database, crypto, clock, logger, recordRecall }: RecallDeps): RecallSweep {
  let tail: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setInterval> | undefined;
  let closed = false;
  const within = <T>(tenantId: string, work: (tx: Transaction) => Promise<T>): Promise<T> => database.withTenant({ tenantId, userId: null }, work);

  /** One after the other: two looks at the same answers at once would tell their readers twice. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    tail = tail.then(async () => {
      if (!closed) await work().catch((error: unknown) => logger.warn('answers could not be recalled yet', { error: String(error) }));
    });
    return tail;
  }

  async function record(tenantId: string, made: readonly MadeRecall[]): Promise<void> {
    for (const recall of made) {
      await recordRecall(tenantId, recall).catch((error: unknown) => logger.error('a recall could not be recorded', { tenantId, recallId: recall.id, error: String(error) }));
    }
  }

  async function documents(tenantId: string, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await record(tenantId, await within(tenantId, (tx) => recallDue(tx, { crypto, clock }, tenantId, ids)));
  }

  async function plant(tenantId: string): Promise<void> {
    for (let after = '00000000-0000-0000-0000-000000000000'; !closed; ) {
      const rows = await within(tenantId, (tx) => tx.rows<{ document_id: string }>(sql`SELECT DISTINCT document_id FROM answer_sources
        WHERE tenant_id = ${tx.tenantId} AND document_id > ${after}::uuid ORDER BY document_id LIMIT ${DOCUMENTS_AT_A_TIME}`));
      await documents(tenantId, rows.map((row) => row.document_id));
      const last = rows.at(-1);
      if (last === undefined || rows.length < DOCUMENTS_AT_A_TIME) return;
      after = last.document_id;
    }
  }

  const everything = (): Promise<void> =>
    inTurn(async () => {
      for (const id of await activeTenants(database)) await plant(id);
    });

  return {
    look: (tenantId, about) =>
      inTurn(async () => {
        const cited = await within(tenantId, (tx) => tx.rows<{ document_id: string }>(sql`SELECT DISTINCT a.document_id FROM answer_sources a
          WHERE a.tenant_id = ${tx.tenantId} AND (a.document_id = ANY(${[...(about.documents ?? [])]}::uuid[]) OR a.document_id IN
            (SELECT d.id FROM documents d WHERE d.tenant_id = ${tx.tenantId} AND d.family_id = ANY(${[...(about.families ?? [])]}::uuid[])))`));
        await documents(tenantId, cited.map((row) => row.document_id));
      }),
    everything,
    record,
    start() {
      timer = setInterval(() => void everything(), EVERY_MS);
      timer.unref?.();
      void everything();
    },
    idle: () => tail,
    async close() {
      closed = true;
      clearInterval(timer);
      await tail;
    },
  };
}
