import type { audit, ExportFormat } from '#shared/contract/audit.ts';
import type { EventOf } from '#shared/contract/define-operations.ts';
import type { Call, Principal } from '#core/pipeline/call.ts';
import type { Database } from '#core/ports/database.ts';
import type { Statement } from './checkpoint.ts';
import type { Checkpoints } from './checkpoints.ts';
import { cefLine, CSV_HEADER, csvLine } from './export-format.ts';
import { logLines } from './log-rows.ts';
import { parseLine } from './parse-line.ts';

interface Services {
  database: Database;
  checkpoints: Checkpoints;
  version: string;
}

/** The whole log as text up to a checkpoint made for it, which comes last as an anchor. JSONL holds the checkpoints as well. */
export async function* exportLog({ database, checkpoints, version }: Services, format: ExportFormat, { principal, signal, note }: Call<Principal>): AsyncGenerator<EventOf<typeof audit.export>> {
  const anchor = await checkpoints.make(principal.tenantId);
  const { number = 0, seq: total = 0 } = anchor === null ? {} : (JSON.parse(anchor.statement) as Statement);
  if (anchor !== null) note({ metadata: { checkpoint: number, seq: total } });
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
  yield { type: 'end', records: done, anchor: anchor === null ? null : { millwright: 'anchor-1', ...anchor } };
}

function formatted(lines: string, format: ExportFormat, version: string): string {
  if (format === 'jsonl') return `${lines}\n`;
  const rows = lines.split('\n').map(parseLine);
  return rows.map((row) => (format === 'csv' ? csvLine(row) : cefLine(row, version))).join('');
}
