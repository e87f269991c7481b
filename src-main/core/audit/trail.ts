import { MillwrightError } from '#shared/contract/errors.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import { SqlError } from '#core/ports/sql-error.ts';
import { sql } from '#core/ports/sql.ts';
import { type AuditEntry, toRecord } from './entry.ts';

const LARGEST_BATCH = 200;

export interface AuditTrail {
  /** Resolves when the record is on disk; records waiting at the same time share a commit. Throws `AUDIT_UNAVAILABLE`. */
  write(entry: AuditEntry): Promise<void>;
  /** Records within the transaction of what is recorded, of the same plant: both are there, or neither. Throws `AUDIT_UNAVAILABLE`, which ends the transaction. */
  within(tx: Transaction, entry: AuditEntry): Promise<void>;
  /** Records within `lingerMs`, sharing a commit with others. A failure shows in {@link AuditTrail.healthy}. */
  later(entry: AuditEntry): void;
  /** False after a failed write until one succeeds: nothing should run that only {@link AuditTrail.later} would record. */
  healthy(): boolean;
  flush(): Promise<void>;
  /** Newest record of each log that was written to since the start, by tenant. */
  heads(): ReadonlyMap<string, number>;
}

interface Waiting {
  entry: AuditEntry;
  settle(error?: unknown): void;
}

function unavailable(cause: unknown): MillwrightError {
  const full = cause instanceof MillwrightError && cause.code === 'DISK_FULL';
  return new MillwrightError('AUDIT_UNAVAILABLE', full ? 'The disk is nearly full, so the audit record cannot be written and nothing is done. Free some space and try again.' : undefined, { cause });
}

async function appendIn(tx: Transaction, entries: readonly AuditEntry[]): Promise<number> {
  const { seq } = await tx.one<{ seq: number }>(sql`SELECT audit_append(${JSON.stringify(entries.map(toRecord))}::jsonb) AS seq`);
  return seq;
}

/** Writes audit records in order, one commit at a time, per tenant in one transaction each. */
export function createAuditTrail(database: Database, logger: Logger, lingerMs = 250): AuditTrail {
  let waiting: Waiting[] = [];
  let draining: Promise<void> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let healthy = true;
  const heads = new Map<string, number>();

  async function append(batch: Waiting[]): Promise<void> {
    const [first] = batch;
    if (!first) return;
    const { tenantId } = first.entry;
    try {
      heads.set(tenantId, await database.withTenant({ tenantId, userId: null }, (tx) => appendIn(tx, batch.map(({ entry }) => entry))));
      healthy = true;
      for (const each of batch) each.settle();
    } catch (error) {
      // One record the database will not have must not take the others with it.
      if (batch.length > 1 && error instanceof SqlError) {
        for (const each of batch) await append([each]);
        return;
      }
      healthy = false;
      logger.error('audit records could not be written', { records: batch.length, error: String(error) });
      for (const each of batch) each.settle(error);
    }
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const { tenantId } = (waiting[0] as Waiting).entry;
      const batch = waiting.filter(({ entry }) => entry.tenantId === tenantId).slice(0, LARGEST_BATCH);
      const taken = new Set(batch);
      waiting = waiting.filter((each) => !taken.has(each));
      await append(batch);
    }
  }

  function start(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    draining ??= drain().finally(() => {
      draining = null;
    });
    return draining;
  }

  function enqueue(entry: AuditEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({ entry, settle: (error) => (error === undefined ? resolve() : reject(error)) });
    });
  }

  return {
    async write(entry) {
      const written = enqueue(entry);
      void start();
      await written.catch((error: unknown) => {
        throw unavailable(error);
      });
    },
    async within(tx, entry) {
      const seq = await appendIn(tx, [entry]).catch((error: unknown) => {
        throw unavailable(error);
      });
      heads.set(entry.tenantId, seq);
    },
    later(entry) {
      enqueue(entry).catch(() => undefined);
      timer ??= setTimeout(() => void start(), lingerMs);
    },
    healthy: () => healthy,
    heads: () => heads,
    async flush() {
      while (waiting.length > 0 || draining) await start();
    },
  };
}
