import { type AuditRecord, audit } from '#shared/contract/audit.ts';
import { bindHandlers } from '#core/pipeline/bind-handlers.ts';
import { mayDo } from '#core/policy/index.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';
import { type AuditRow, verifyChain } from './chain.ts';
import type { AuditTrail } from './trail.ts';

const VERIFY_BATCH = 2_000;

const COLUMNS = sql`id, tenant_id, seq, user_id, user_name, session_id, event_type, outcome, operation, correlation_id, resource_type,
  resource_id, model, tools_used, request_hash, latency_ms, metadata, created_at, prev_hash, hash`;

export function auditHandlers({ database, trail, crypto }: { database: Database; trail: AuditTrail; crypto: Crypto }) {
  return bindHandlers(audit, {
    async list(input, { principal }) {
      await trail.flush();
      const onlyOwn = !mayDo(principal, 'audit:read-all');
      const where = conjunction([
        sql`true`,
        onlyOwn ? sql`user_id = ${principal.userId}` : undefined,
        input.userId ? sql`user_id = ${input.userId}` : undefined,
        input.event ? sql`event_type = ${input.event}` : undefined,
        input.outcome ? sql`outcome = ${input.outcome}` : undefined,
        input.correlationId ? sql`correlation_id = ${input.correlationId}` : undefined,
        input.from ? sql`created_at >= ${input.from}::timestamptz` : undefined,
        input.to ? sql`created_at <= ${input.to}::timestamptz` : undefined,
        input.before ? sql`seq < ${input.before}` : undefined,
      ]);
      const rows = await database.withTenant(principal, (tx) =>
        tx.rows<AuditRow>(sql`SELECT ${COLUMNS} FROM audit_logs WHERE ${where} ORDER BY seq DESC LIMIT ${input.limit}`),
      );
      const last = rows.at(-1);
      return { records: rows.map(toContract), nextBefore: rows.length === input.limit && last ? Number(last.seq) : null };
    },

    async verify(_input, { principal, signal }) {
      await trail.flush();
      return verifyChain(chainOf(database, principal, signal), (text) => crypto.sha256(text));
    },
  });
}

function conjunction(conditions: (SqlStatement | undefined)[]): SqlStatement {
  return conditions.filter((condition) => condition !== undefined).reduce((all, next) => sql`${all} AND ${next}`);
}

async function* chainOf(database: Database, scope: { tenantId: string; userId: string }, signal: AbortSignal): AsyncIterable<AuditRow> {
  for (let after = 0; ; ) {
    signal.throwIfAborted();
    const from = after;
    const rows = await database.withTenant(scope, (tx) =>
      tx.rows<AuditRow>(sql`SELECT ${COLUMNS} FROM audit_logs WHERE seq > ${from} ORDER BY seq LIMIT ${VERIFY_BATCH}`),
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = Number(last.seq);
  }
}

function toContract(row: AuditRow): AuditRecord {
  return {
    seq: Number(row.seq),
    at: new Date(row.created_at).toISOString(),
    event: row.event_type as AuditRecord['event'],
    outcome: row.outcome as AuditRecord['outcome'],
    operation: row.operation,
    correlationId: row.correlation_id,
    userId: row.user_id,
    userName: row.user_name,
    sessionId: row.session_id,
    resourceType: row.resource_type,
    resourceId: row.resource_id,
    model: row.model,
    requestHash: row.request_hash,
    latencyMs: row.latency_ms,
    metadata: row.metadata,
    hash: row.hash,
  };
}
