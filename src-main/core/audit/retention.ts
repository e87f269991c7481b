import { MIN_RETENTION_DAYS, type RetentionOutlook } from '#shared/contract/audit.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, TenantScope, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { Checkpoints } from './checkpoints.ts';

/** Records removed in one transaction, unless a single span between two checkpoints is longer. */
const AT_ONCE = 20_000;
const MOST_LISTED = 100;

/** Who is recorded as pruning. */
export interface PruningActor {
  userId: string | null;
  sessionId: string | null;
  correlationId: string;
}

export interface Retention {
  /** How long the plant keeps its log, what could be pruned now, and what was. */
  outlook(scope: TenantScope): Promise<RetentionOutlook>;
  /** Null keeps the log for ever. */
  set(scope: TenantScope, days: number | null): Promise<void>;
  /**
   * Removes what is older than the plant keeps, from checkpoint to checkpoint, and records each step within the same transaction. There has
   * to be a record that no checkpoint covers yet: that of the intent. Throws `RETENTION_OFF`, `AUDIT_UNAVAILABLE`.
   */
  prune(scope: TenantScope, actor: PruningActor, signal: AbortSignal): AsyncGenerator<{ removed: number; total: number }>;
}

interface Mark {
  number: number;
  seq: number;
  hash: string;
}

interface Extent {
  days: number | null;
  first: number;
  heldFrom: number | null;
  end: Mark | null;
}

export function createRetention({ database, checkpoints, crypto, clock }: { database: Database; checkpoints: Checkpoints; crypto: Crypto; clock: Clock }): Retention {
  async function recordAndRemove(scope: TenantScope, actor: PruningActor, upTo: number): Promise<number> {
    const entry = {
      id: crypto.uuid(), user_id: actor.userId, user_name: null, session_id: actor.sessionId, operation: 'audit.prune',
      correlation_id: actor.correlationId, resource_type: 'audit', request_hash: crypto.sha256(String(upTo)),
    };
    const { removed } = await database.withTenant(scope, (tx) => tx.one<{ removed: number }>(sql`SELECT audit_prune(${upTo}, ${JSON.stringify(entry)}::jsonb) AS removed`));
    return removed;
  }

  /** The last checkpoint that one transaction reaches from `first`, or the next where that is further; never past `end`. */
  async function nextStep(scope: TenantScope, first: number, end: number): Promise<number> {
    const { seq } = await database.withTenant(scope, (tx) =>
      tx.one<{ seq: number }>(sql`
        SELECT coalesce(max(seq) FILTER (WHERE seq < ${first + AT_ONCE}), min(seq)) AS seq FROM audit_checkpoints WHERE tenant_id = ${tx.tenantId} AND seq >= ${first} AND seq <= ${end}`),
    );
    return seq;
  }

  return {
    outlook: (scope) =>
      database.withTenant(scope, async (tx) => {
        const { days, first, heldFrom, end } = await extentOf(tx);
        const prunings = await tx.rows<RetentionOutlook['prunings'][number] & { at: Date | string }>(sql`
          SELECT seq, created_at AS at, (metadata ->> 'from')::bigint AS "from", (metadata ->> 'to')::bigint AS "to" FROM audit_logs
          WHERE tenant_id = ${tx.tenantId} AND event_type = 'audit.pruned' AND outcome = 'ok' AND metadata ? 'hash' ORDER BY seq DESC LIMIT ${MOST_LISTED}`);
        return {
          days, first, heldFrom,
          next: end === null ? null : { from: first, to: end.seq, checkpoint: end.number },
          prunings: prunings.map((each) => ({ ...each, at: new Date(each.at).toISOString() })),
        };
      }),

    set: (scope, days) =>
      database.withTenant(scope, async (tx) => {
        if (days === null) await tx.run(sql`DELETE FROM audit_retention WHERE tenant_id = ${tx.tenantId}`);
        else {
          await tx.run(sql`
            INSERT INTO audit_retention (tenant_id, days, updated_at) VALUES (${scope.tenantId}, ${days}, ${clock.now()})
            ON CONFLICT (tenant_id) DO UPDATE SET days = excluded.days, updated_at = excluded.updated_at`);
        }
      }),

    async *prune(scope, actor, signal) {
      const { days, first, end } = await database.withTenant(scope, extentOf);
      if (days === null) throw new MillwrightError('RETENTION_OFF');
      if (end === null) return;
      await checkpoints.announce(scope.tenantId, { days, hash: end.hash, seq: end.seq });
      const total = end.seq - first + 1;
      for (let removed = 0; removed < total; ) {
        signal.throwIfAborted();
        removed += await recordAndRemove(scope, actor, await nextStep(scope, first + removed, end.seq));
        yield { removed, total };
      }
      await checkpoints.make(scope.tenantId);
    },
  };
}

/** What the log holds and how much of it may go: up to the newest checkpoint that is old enough, and before anybody on hold. */
async function extentOf(tx: Transaction): Promise<Extent> {
  const { days, first, held } = await tx.one<{ days: number | null; first: number; held: number | null }>(sql`
    SELECT (SELECT days FROM audit_retention WHERE tenant_id = ${tx.tenantId}) AS days, (SELECT coalesce(min(seq), 0) FROM audit_logs WHERE tenant_id = ${tx.tenantId}) AS first, audit_first_held() AS held`);
  if (days === null) return { days, first, heldFrom: held, end: null };
  const end = await tx.maybe<Mark>(sql`
    SELECT c.number, c.seq, c.hash FROM audit_checkpoints c JOIN audit_logs l ON l.tenant_id = c.tenant_id AND l.seq = c.seq AND l.hash = c.hash
    WHERE c.tenant_id = ${tx.tenantId} AND l.created_at <= clock_timestamp() - make_interval(days => ${Math.max(days, MIN_RETENTION_DAYS)})
      AND (c.statement::jsonb ->> 'at')::timestamptz <= clock_timestamp() - make_interval(days => ${Math.max(days, MIN_RETENTION_DAYS)})
      AND c.seq < ${held ?? Number.MAX_SAFE_INTEGER}
    ORDER BY c.number DESC LIMIT 1`);
  return { days, first, heldFrom: held, end: end ?? null };
}
