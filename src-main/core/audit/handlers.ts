import { type Anchor, type AuditRecord, audit, type CheckpointSummary, type ExportFormat } from '#shared/contract/audit.ts';
import type { EventOf } from '#shared/contract/define-operations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Call, Principal } from '#core/pipeline/call.ts';
import { bindHandlers } from '#core/pipeline/bind-handlers.ts';
import { mayDo } from '#core/policy/index.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { LogVerifier } from '#core/ports/log-verifier.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';
import { type AuditRow, CHAIN_START, type ChainHead, type ChainVerdict } from './chain.ts';
import { readCheckpoint, type SignedCheckpoint, type Statement } from './checkpoint.ts';
import type { Checkpoints } from './checkpoints.ts';
import { cefLine, CSV_HEADER, csvLine } from './export-format.ts';
import type { Evidence } from './log-check.ts';
import { logLines } from './log-rows.ts';
import { parseLine } from './parse-line.ts';
import type { AuditTrail } from './trail.ts';

const MOST_LISTED = 500;

type VerifyEvent = EventOf<typeof audit.verify>;
type ExportEvent = EventOf<typeof audit.export>;

const COLUMNS = sql`id, tenant_id, seq, user_id, user_name, session_id, event_type, outcome, operation, correlation_id, resource_type,
  resource_id, model, tools_used, request_hash, latency_ms, metadata, created_at, prev_hash, hash`;

interface Services {
  database: Database;
  trail: AuditTrail;
  checkpoints: Checkpoints;
  verifier: LogVerifier;
  crypto: Crypto;
  version: string;
}

export function auditHandlers({ database, trail, checkpoints, verifier, crypto, version }: Services) {
  function requireAnchor(anchor: Anchor): Statement {
    const said = readCheckpoint(anchor, crypto);
    if (said === null) throw new MillwrightError('ANCHOR_REFUSED');
    return said;
  }

  async function headOf(scope: { tenantId: string; userId: string }): Promise<ChainHead> {
    await trail.flush();
    const head = await database.withTenant(scope, (tx) => tx.maybe<ChainHead>(sql`SELECT seq, hash FROM audit_heads WHERE tenant_id = ${scope.tenantId}`));
    return head ?? CHAIN_START;
  }

  async function* verify({ anchor }: { anchor?: Anchor | undefined }, { principal, signal }: Call<Principal>): AsyncGenerator<VerifyEvent> {
    if (anchor !== undefined) requireAnchor(anchor);
    const { tenantId } = principal;
    const signed = await checkpoints.evidence(tenantId);
    const head = await headOf(principal);
    const total = Math.max(head.seq, await newestRow(principal));
    const evidence: Evidence = { ...signed, anchors: anchor === undefined ? [] : [anchor], head };
    const check = verifier.start(evidence);
    try {
      let done = 0;
      for await (const { lines, records } of logLines(database, principal, total, signal)) {
        if (!(await check.take(lines))) break;
        done += records;
        yield { type: 'progress', done, total };
      }
      yield { type: 'verdict', verdict: (await check.end()) as ChainVerdict };
    } finally {
      check.close();
    }
  }

  /** Records written while the check runs are left out; records that were put behind the head are not. */
  async function newestRow(scope: { tenantId: string; userId: string }): Promise<number> {
    const { head, newest } = await database.withTenant(scope, (tx) =>
      tx.one<{ head: number | null; newest: number | null }>(sql`SELECT (SELECT seq FROM audit_heads WHERE tenant_id = ${scope.tenantId}) AS head, (SELECT max(seq) FROM audit_logs) AS newest`),
    );
    return newest !== null && head !== null && newest > head ? newest : 0;
  }

  async function* exportLog({ format }: { format: ExportFormat }, { principal, signal, note }: Call<Principal>): AsyncGenerator<ExportEvent> {
    await trail.flush();
    const anchor = await checkpoints.make(principal.tenantId);
    const total = anchor === null ? 0 : requireAnchor({ millwright: 'anchor-1', ...anchor }).seq;
    if (anchor !== null) note({ metadata: covered(anchor) });
    if (format === 'csv') yield { type: 'text', text: CSV_HEADER, done: 0, total };
    let done = 0;
    for await (const { lines, records } of logLines(database, principal, total, signal)) {
      done += records;
      yield { type: 'text', text: formatted(lines, format), done, total };
    }
    if (format === 'jsonl') {
      const signed = (await checkpoints.list(principal.tenantId)).map((checkpoint) => `${JSON.stringify({ checkpoint })}\n`);
      yield { type: 'text', text: signed.join(''), done, total };
    }
    yield { type: 'end', records: done, anchor: anchor === null ? null : { millwright: 'anchor-1', ...anchor } };
  }

  function formatted(lines: string, format: ExportFormat): string {
    if (format === 'jsonl') return `${lines}\n`;
    const rows = lines.split('\n').map(parseLine);
    return rows.map((row) => (format === 'csv' ? csvLine(row) : cefLine(row, version))).join('');
  }

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

    verify,
    async checkpoint(_input, { principal, note }) {
      await trail.flush();
      const anchor = await checkpoints.make(principal.tenantId);
      if (anchor === null) throw new MillwrightError('AUDIT_UNAVAILABLE');
      note({ metadata: covered(anchor) });
      return { millwright: 'anchor-1', ...anchor };
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
      return { ...summary(said), tenant: said.tenant };
    },

    export: exportLog,
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
    requestHash: row.request_hash,
    latencyMs: row.latency_ms,
    metadata: row.metadata,
    hash: row.hash,
  };
}

function summary({ number, seq, at, hash, key }: Statement): CheckpointSummary {
  return { number, seq, at, hash, key };
}

/** Which checkpoint a record is about. */
function covered({ statement }: SignedCheckpoint): { checkpoint: number; seq: number } {
  const { number, seq } = JSON.parse(statement) as Statement;
  return { checkpoint: number, seq };
}
