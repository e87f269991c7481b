import type { Anchor, audit, ExportFormat } from '#shared/contract/audit.ts';
import type { EventOf } from '#shared/contract/define-operations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Call, Principal } from '#core/pipeline/call.ts';
import type { Database, TenantScope } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { Statement } from './checkpoint.ts';
import type { Checkpoints } from './checkpoints.ts';
import { cefLine, CSV_HEADER, csvLine, safeJsonLines } from './export-format.ts';
import { logLines } from './log-rows.ts';
import { parseLine } from './parse-line.ts';

interface Services {
  database: Database;
  checkpoints: Checkpoints;
  version: string;
}

/**
 * The whole log as text up to a checkpoint made for it, which comes last as an anchor. JSONL holds the checkpoints as well. A log that
 * cannot be signed any more, because somebody tampered with it, still comes out: then there is no anchor.
 */
export async function* exportLog({ database, checkpoints, version }: Services, format: ExportFormat, { principal, signal, note }: Call<Principal>): AsyncGenerator<EventOf<typeof audit.export>> {
  const anchor = await anchorFile(checkpoints, principal.tenantId);
  const { number = Number.MAX_SAFE_INTEGER, seq: total = await newestOf(database, principal) } = anchor === null ? {} : (JSON.parse(anchor.statement) as Statement);
  note({ metadata: anchor === null ? { signed: false } : { checkpoint: number, seq: total } });
  if (format === 'csv') yield { type: 'text', text: CSV_HEADER, done: 0, total };
  let done = 0;
  for await (const { lines, records } of logLines(database, principal, total, signal)) {
    done += records;
    yield { type: 'text', text: formatted(lines, format, version), done, total };
  }
  if (format === 'jsonl') {
    const signed = (await checkpoints.list(principal.tenantId)).slice(0, number).map((checkpoint) => `${JSON.stringify({ checkpoint })}\n`);
    yield { type: 'text', text: signed.join(''), done, total };
  }
  yield { type: 'end', records: done, anchor };
}

/** What goes along with an export: null where the log cannot be signed, which is no reason to keep what is in it. */
export async function anchorFile(checkpoints: Pick<Checkpoints, 'make'>, tenantId: string): Promise<Anchor | null> {
  try {
    const anchor = await checkpoints.make(tenantId);
    return anchor && { millwright: 'anchor-1', ...anchor };
  } catch (error) {
    if (error instanceof MillwrightError && error.code === 'AUDIT_UNAVAILABLE') return null;
    throw error;
  }
}

async function newestOf(database: Database, scope: TenantScope): Promise<number> {
  return (await database.withTenant(scope, (tx) => tx.one<{ newest: number }>(sql`SELECT coalesce(max(seq), 0) AS newest FROM audit_logs WHERE tenant_id = ${tx.tenantId}`))).newest;
}

function formatted(lines: string, format: ExportFormat, version: string): string {
  if (format === 'jsonl') return `${safeJsonLines(lines)}\n`;
  const rows = lines.split('\n').flatMap((line) => parseLine(line) ?? []);
  return rows.map((row) => (format === 'csv' ? csvLine(row) : cefLine(row, version))).join('');
}
