import type { Label } from '#shared/contract/permissions.ts';
import { labelRank } from '#core/policy/index.ts';
import type { ChunkRange } from '#core/knowledge/ingestion/chunk-rows.ts';
import { mergeRanges } from '#core/knowledge/ingestion/merge-ranges.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import { sql } from '#core/ports/sql.ts';
import { createIndexWriter, EVERYTHING, type VectorsPlace } from './index-writer.ts';
import type { OpenIndex, TenantIndexes } from './tenant-indexes.ts';

const ENTRIES_AT_A_TIME = 400;
/** A change that waits a little takes what follows at its heels along. */
const SOON_MS = 120;
/** Between changes that nobody waits for; longer where writing takes long, so that it stays a third of the time. */
const APART_MS = 1_000;
const APART_TIMES = 2;
/** The same for the first text of a document, which a person may be waiting to find; then up to half of the time. */
const FIRST_APART_MS = 300;
const FIRST_APART_TIMES = 1;

/** `upsert` is text and vectors. */
export type OutboxAction = 'upsert' | 'text' | 'vectors' | 'delete' | 'label';

interface Entry {
  id: number;
  document_id: string;
  action: OutboxAction;
  first_chunk: number | null;
  last_chunk: number | null;
}

/** What the search index still has to follow, per tenant. Replaying an entry twice does no harm. */
export interface Outbox {
  /** Brings a tenant's index up to date with everything committed before the call. One at a time per tenant. */
  drain(tenantId: string): Promise<void>;
  /**
   * The same within about a second, together with what is committed until then, or within half a second for the first text of a
   * document; resolves when it is done. Never rejects.
   */
  soon(tenantId: string, what?: 'first-text'): Promise<void>;
  /** Writes a document's vectors, and its text if told to, into the index as the database holds them now. */
  rewrite(tenantId: string, documentId: string, options: { texts: boolean }): Promise<void>;
  /** Runs work while nothing is brought into the tenant's index. */
  alone<T>(tenantId: string, work: () => Promise<T>): Promise<T>;
  /** What was asked for soon is left to the next start; resolves when nothing is being written any more. */
  close(): Promise<void>;
}

/** Notes a change in the transaction that makes it; `range` narrows an upsert to some chunks. */
export async function noteChange(tx: Transaction, tenantId: string, documentId: string, action: OutboxAction, range?: ChunkRange): Promise<void> {
  await tx.run(sql`INSERT INTO outbox (tenant_id, document_id, action, first_chunk, last_chunk)
    VALUES (${tenantId}, ${documentId}, ${action}, ${range?.first ?? null}, ${range?.last ?? null})`);
}

interface Deps {
  database: Database;
  indexes: TenantIndexes;
  clock: Clock;
  logger: Logger;
}

interface Tenant {
  /** What changes the index, one after the other. */
  tail: Promise<unknown>;
  /** Not begun yet: it will see everything committed until it does. */
  next: Promise<void> | null;
  soon: Soon | null;
  /** When the last change ended and how long it took, in milliseconds. */
  last: { ended: number; tookMs: number };
}

/** A change that was asked for soon and is not begun. */
interface Soon {
  done: Promise<void>;
  due: number;
  begin: () => void;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export function createOutbox(deps: Deps): Outbox {
  const { database, indexes, clock, logger } = deps;
  const writer = createIndexWriter(database);
  const tenants = new Map<string, Tenant>();
  const inTenant = <T>(tenantId: string, work: (tx: Transaction) => Promise<T>): Promise<T> => database.withTenant({ tenantId, userId: null }, work);

  function of(tenantId: string): Tenant {
    const tenant = tenants.get(tenantId) ?? { tail: Promise.resolve(), next: null, soon: null, last: { ended: Number.NEGATIVE_INFINITY, tookMs: 0 } };
    tenants.set(tenantId, tenant);
    return tenant;
  }

  /** The first entry, or all that write chunks up to the next of another kind. */
  async function apply(tenantId: string, entries: readonly Entry[], opened: OpenIndex): Promise<Entry[]> {
    const [first] = entries;
    if (first === undefined) return [];
    const end = entries.findIndex(({ action }) => action === 'delete' || action === 'label');
    if (end !== 0) {
      const run = end < 0 ? [...entries] : entries.slice(0, end);
      await writer.texts(tenantId, rangesOf(run.filter(({ action }) => action !== 'vectors')), opened);
      await writer.vectors(tenantId, rangesOf(run.filter(({ action }) => action !== 'text')), vectorsOf(opened));
      return run;
    }
    if (first.action === 'delete') await opened.index.deleteDocument(first.document_id);
    else {
      const row = await inTenant(tenantId, (tx) => tx.maybe<{ label: Label }>(sql`SELECT label FROM documents WHERE tenant_id = ${tx.tenantId} AND id = ${first.document_id}`));
      if (row !== undefined) await opened.index.setLabel(first.document_id, labelRank(row.label));
    }
    return [first];
  }

  /** Ends with what was there when it began: a document that is being read adds to it faster than it could be emptied. */
  async function replay(tenantId: string): Promise<void> {
    const { newest } = await inTenant(tenantId, (tx) =>
      tx.one<{ newest: number | null }>(sql`SELECT max(id) AS newest FROM outbox WHERE tenant_id = ${tx.tenantId} AND done_at IS NULL`),
    );
    if (newest === null) return;
    for (;;) {
      let entries = await inTenant(tenantId, (tx) =>
        tx.rows<Entry>(sql`SELECT id, document_id, action, first_chunk, last_chunk FROM outbox
          WHERE tenant_id = ${tx.tenantId} AND done_at IS NULL AND id <= ${newest} ORDER BY id LIMIT ${ENTRIES_AT_A_TIME}`),
      );
      if (entries.length === 0) return;
      const opened = await indexes.of(tenantId);
      const ids = entries.map((entry) => entry.id);
      while (entries.length > 0) entries = entries.slice((await apply(tenantId, entries, opened)).length);
      await inTenant(tenantId, (tx) => tx.run(sql`UPDATE outbox SET done_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ANY(${ids}::bigint[])`));
    }
  }

  function drain(tenantId: string): Promise<void> {
    const tenant = of(tenantId);
    tenant.next ??= inTurn(tenant, async () => {
      tenant.next = null;
      const began = clock.elapsed();
      try {
        await replay(tenantId);
      } finally {
        const ended = clock.elapsed();
        tenant.last = { ended, tookMs: ended - began };
      }
    });
    return tenant.next;
  }

  function inTurn<T>(tenant: Tenant, work: () => Promise<T>): Promise<T> {
    const turn = tenant.tail.then(work);
    tenant.tail = turn.catch(() => undefined);
    return turn;
  }

  function waitFor(tenantId: string, tenant: Tenant): Soon {
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const begin = (): void => {
      tenant.soon = null;
      drain(tenantId)
        .catch((error: unknown) => logger.warn('the search index could not follow yet', { tenantId, error: String(error) }))
        .finally(resolve);
    };
    return { done, due: Number.POSITIVE_INFINITY, begin, timer: undefined };
  }

  return {
    drain,
    soon(tenantId, what) {
      const tenant = of(tenantId);
      const [apartMs, times] = what === 'first-text' ? [FIRST_APART_MS, FIRST_APART_TIMES] : [APART_MS, APART_TIMES];
      const now = clock.elapsed();
      const due = Math.max(now + SOON_MS, tenant.last.ended + Math.max(apartMs, times * tenant.last.tookMs));
      tenant.soon ??= waitFor(tenantId, tenant);
      if (due < tenant.soon.due) {
        clearTimeout(tenant.soon.timer);
        tenant.soon.due = due;
        tenant.soon.timer = setTimeout(tenant.soon.begin, due - now);
      }
      return tenant.soon.done;
    },
    alone: (tenantId, work) => inTurn(of(tenantId), work),
    async rewrite(tenantId, documentId, { texts }) {
      const everything = new Map([[documentId, [EVERYTHING]]]);
      const opened = await indexes.of(tenantId);
      if (texts) await writer.texts(tenantId, everything, opened);
      await writer.vectors(tenantId, everything, vectorsOf(opened));
    },
    async close() {
      for (const tenant of tenants.values()) {
        clearTimeout(tenant.soon?.timer);
        await tenant.tail;
      }
    },
  };
}

const vectorsOf = ({ identity, dimension, index }: OpenIndex): VectorsPlace => ({ identity, dimension, put: index.putVectors });

function rangesOf(entries: readonly Entry[]): Map<string, ChunkRange[]> {
  const all = new Map<string, ChunkRange[]>();
  for (const { document_id: id, first_chunk: first, last_chunk: last } of entries) {
    const range = first === null || last === null ? EVERYTHING : { first, last };
    const known = all.get(id);
    if (known === undefined) all.set(id, [range]);
    else known.push(range);
  }
  for (const [id, ranges] of all) all.set(id, mergeRanges(ranges));
  return all;
}
