import { setImmediate } from 'node:timers/promises';
import type { Table } from '@lancedb/lancedb';
import type { Table as ArrowTable } from 'apache-arrow';
import { ofDocument, whole } from './predicates.ts';
import { createUpkeep } from './upkeep.ts';

/** Rows turned into Arrow at a time: the conversion holds the event loop, a few milliseconds for this many. */
const ROWS_AT_A_TIME = 48;
/** Versions younger than this stay, for searches that are reading them. */
const KEEP_VERSIONS_MS = 5 * 60 * 1000;

export interface DurableTableOptions {
  table: Table;
  /** Makes what was written durable. */
  sync: () => Promise<void>;
  /** Quiet time after a change before upkeep runs, in milliseconds. */
  upkeepDelayMs: number;
  upkeepFailed: (error: unknown) => void;
  /** Upkeep beyond compaction; true where it wrote something. Changes go on meanwhile. */
  alsoUpkeep?: () => Promise<boolean>;
}

/** A LanceDB table whose changes are on disk when they return. They run one after the other: LanceDB has one writer. */
export interface DurableTable {
  readonly table: Table;
  /** Adds or replaces rows by id. */
  put<Row>(rows: readonly Row[], toArrow: (rows: readonly Row[]) => ArrowTable): Promise<void>;
  deleteWhere(predicate: string): Promise<void>;
  setLabel(documentId: string, labelRank: number): Promise<void>;
  /** Compaction, index refresh, old versions removed. Also runs by itself. */
  upkeep(): Promise<void>;
  /** Whether rows were added since the last upkeep began. */
  readonly grown: boolean;
  /** Waits for an upkeep under way; none starts by itself afterwards. */
  stop(): Promise<void>;
}

export function createDurableTable({ table, sync, upkeepDelayMs, upkeepFailed, alsoUpkeep }: DurableTableOptions): DurableTable {
  let tail: Promise<unknown> = Promise.resolve();
  let tidying: Promise<unknown> = Promise.resolve();
  let grown = true;

  function exclusively<T>(work: () => Promise<T>): Promise<T> {
    const step = tail.then(work, work);
    tail = step.catch(() => undefined);
    return step;
  }

  /** One at a time: what goes on beside changes would meet itself. */
  function upkeep(): Promise<void> {
    const step = tidying.then(tidy);
    tidying = step.catch(() => undefined);
    return step;
  }

  async function tidy(): Promise<void> {
    await exclusively(async () => {
      grown = false;
      await table.optimize({ cleanupOlderThan: new Date(Date.now() - KEEP_VERSIONS_MS) });
      await sync();
    });
    if (await alsoUpkeep?.()) await exclusively(sync);
  }

  const itself = createUpkeep(upkeepDelayMs, upkeep, upkeepFailed);

  const change = (work: () => Promise<unknown>, rows = 0): Promise<void> =>
    exclusively(async () => {
      await work();
      await sync();
      grown ||= rows > 0;
      itself.changed(rows);
    });

  return {
    table,
    async put(rows, toArrow) {
      const whole = await inSteps(rows, toArrow);
      if (whole !== undefined) await change(() => table.mergeInsert('id').whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(whole), whole.numRows);
    },
    deleteWhere: (predicate) => change(() => table.delete(predicate)),
    setLabel: (documentId, labelRank) => change(() => table.update({ where: ofDocument(documentId), values: { label_rank: whole(labelRank) } })),
    upkeep,
    get grown() {
      return grown;
    },
    stop: itself.stop,
  };
}

/** One table of many rows, made a few rows at a time so that nothing else in this process has to wait for it. */
async function inSteps<Row>(rows: readonly Row[], toArrow: (rows: readonly Row[]) => ArrowTable): Promise<ArrowTable | undefined> {
  let whole: ArrowTable | undefined;
  for (let at = 0; at < rows.length; at += ROWS_AT_A_TIME) {
    const next = toArrow(rows.slice(at, at + ROWS_AT_A_TIME));
    whole = whole === undefined ? next : whole.concat(next);
    await setImmediate();
  }
  return whole;
}
