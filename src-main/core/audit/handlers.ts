import { Anchor, type AuditRecord, audit, type CheckpointSummary, type HeldAnchor } from '#shared/contract/audit.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { readReceiptCode, receiptCode, type ReceiptParts } from '#shared/contract/receipt-code.ts';
import type { Call, Principal } from '#core/pipeline/call.ts';
import { bindHandlers } from '#core/pipeline/bind-handlers.ts';
import { reach } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { LogVerifier } from '#core/ports/log-verifier.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';
import type { AuditRow } from './chain.ts';
import { secondsAhead } from './clock-agreement.ts';
import { readCheckpoint, type Statement } from './checkpoint.ts';
import type { Checkpoints } from './checkpoints.ts';
import { exportLog } from './export-log.ts';
import type { Retention } from './retention.ts';
import type { AuditTrail } from './trail.ts';
import { verifyLog } from './verify-log.ts';

const MOST_LISTED = 500;

/** People are named as they are called now: records hold their ids. */
const COLUMNS = sql`id, tenant_id, seq, user_id,
  coalesce((SELECT display_name FROM users WHERE users.tenant_id = audit_logs.tenant_id AND users.id = audit_logs.user_id), user_name) AS user_name, session_id, event_type, outcome, operation, correlation_id, resource_type,
  resource_id, model, tools_used, request_hash, latency_ms, metadata, created_at, prev_hash, hash`;

interface Services {
  database: Database;
  trail: AuditTrail;
  checkpoints: Checkpoints;
  verifier: LogVerifier;
  retention: Retention;
  crypto: Crypto;
  clock: Clock;
  version: string;
}

export function auditHandlers(services: Services) {
  const { database, trail, checkpoints, retention, crypto, clock } = services;

  function requireAnchor(anchor: Anchor): Statement {
    const said = readCheckpoint(anchor, crypto);
    if (said === null) throw new MillwrightError('ANCHOR_REFUSED');
    return said;
  }

  async function sign(_input: unknown, { principal, note }: Call<Principal>): Promise<Anchor> {
    await trail.flush();
    const anchor = await checkpoints.make(principal.tenantId);
    if (anchor === null) throw new MillwrightError('AUDIT_UNAVAILABLE');
    const { number, seq } = JSON.parse(anchor.statement) as Statement;
    note({ metadata: { checkpoint: number, seq } });
    return { millwright: 'anchor-1', ...anchor };
  }

  return bindHandlers(audit, {
    async list(input, { principal }) {
      await trail.flush();
      const where = conjunction([
        reach(principal, 'record', { tenant: sql`tenant_id`, owner: sql`user_id` }),
        input.userId ? sql`user_id = ${input.userId}` : undefined,
        input.event ? sql`event_type = ${input.event}` : undefined,
        input.outcome ? sql`outcome = ${input.outcome}` : undefined,
        input.correlationId ? sql`correlation_id = ${input.correlationId}` : undefined,
        input.resource ? ofResource(input.resource) : undefined,
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

    people: (_input, { principal }) =>
      database.withTenant(principal, async (tx) => ({
        people: await tx.rows<{ id: string; name: string }>(sql`SELECT id, display_name AS name FROM users WHERE tenant_id = ${tx.tenantId} ORDER BY display_name, id`),
      })),

    verify({ anchor, receipt }, { principal, signal }) {
      if (anchor !== undefined && requireAnchor(anchor).tenant !== principal.tenantId) throw new MillwrightError('ANCHOR_REFUSED', 'This anchor belongs to the log of another plant.');
      const kept = { anchors: anchor === undefined ? [] : [anchor], receipts: receipt === undefined ? [] : [requireReceipt(receipt)] };
      return verifyLog(services, principal, kept, signal);
    },

    checkpoint: sign,

    async receipt(_input, call) {
      const anchor = await sign(_input, call);
      const { number, seq, at } = requireAnchor(anchor);
      return { code: receiptCode(number, crypto.sha256(anchor.statement)), plant: call.principal.tenantName, number, seq, at, anchor };
    },

    async checkpoints(_input, { principal }) {
      const all = await checkpoints.list(principal.tenantId);
      const said = all.slice(-MOST_LISTED).map((signed) => readCheckpoint(signed, crypto));
      return { checkpoints: said.filter((one) => one !== null).map(summary).reverse() };
    },

    async acceptAnchor({ anchor }, { note }) {
      const said = requireAnchor(anchor);
      const { root, statement, signature } = anchor;
      note({ resourceId: said.tenant, metadata: { root, statement, signature } });
      return { ...summary(said), tenant: said.tenant, aheadSeconds: secondsAhead(new Date(said.at), clock.now()) };
    },

    async anchors(_input, { principal }) {
      const rows = await database.withTenant(principal, (tx) => tx.rows<Pick<AuditRow, 'seq' | 'created_at' | 'metadata'>>(sql`
        SELECT seq, created_at, metadata FROM audit_logs WHERE tenant_id = ${tx.tenantId} AND event_type = 'audit.anchored' AND outcome = 'ok' ORDER BY seq DESC LIMIT ${MOST_LISTED}`));
      return { anchors: rows.flatMap((row) => heldAnchor(row, crypto) ?? []) };
    },

    retention: (_input, { principal }) => retention.outlook(principal),

    async setRetention({ days }, { principal }) {
      await retention.set(principal, days);
      return retention.outlook(principal);
    },

    async *prune(_input, { principal, correlationId, signal, note }) {
      await trail.flush();
      const actor = { userId: principal.userId, sessionId: principal.sessionId, correlationId };
      for await (const { removed, total } of retention.prune(principal, actor, signal)) {
        note({ metadata: { entries: removed } });
        yield { removed, total };
      }
    },

    async *export({ format }, call) {
      await trail.flush();
      yield* exportLog(services, format, call);
    },
  });
}

function conjunction(conditions: (SqlStatement | undefined)[]): SqlStatement {
  return conditions.filter((condition) => condition !== undefined).reduce((all, next) => sql`${all} AND ${next}`);
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
    toolsUsed: row.tools_used,
    requestHash: row.request_hash,
    latencyMs: row.latency_ms,
    metadata: row.metadata,
    prevHash: row.prev_hash,
    hash: row.hash,
  };
}

function summary({ number, seq, at, hash, key }: Statement): CheckpointSummary {
  return { number, seq, at, hash, key };
}

/** A kind of thing by its name, or one thing by the beginning of its id. */
function ofResource(text: string): SqlStatement {
  return sql`(resource_type = ${text} OR starts_with(resource_id, ${text}))`;
}

/** The anchor that a record holds; null where somebody made another thing of it. */
function heldAnchor({ seq, created_at, metadata }: Pick<AuditRow, 'seq' | 'created_at' | 'metadata'>, crypto: Crypto): HeldAnchor | null {
  const parsed = Anchor.safeParse({ millwright: 'anchor-1', ...metadata });
  const said = parsed.success ? readCheckpoint(parsed.data, crypto) : null;
  if (!parsed.success || said === null) return null;
  const heldSince = new Date(created_at);
  const { tenant, number, at } = said;
  return { tenant, number, seq: said.seq, at, aheadSeconds: secondsAhead(new Date(at), heldSince), heldBy: seq, heldSince: heldSince.toISOString(), anchor: parsed.data };
}

function requireReceipt(code: string): ReceiptParts {
  const parts = readReceiptCode(code);
  if (typeof parts === 'string') throw new MillwrightError('INVALID_INPUT');
  return parts;
}
