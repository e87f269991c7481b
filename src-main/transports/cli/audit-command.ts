import { audit, type AuditRecord } from '#shared/contract/audit.ts';
import type { AUDIT_EVENTS, AUDIT_OUTCOMES } from '#shared/contract/audit-events.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { plural, print, printShort, table } from './print.ts';

export interface AuditListOptions extends CommonOptions {
  event?: (typeof AUDIT_EVENTS)[number];
  outcome?: (typeof AUDIT_OUTCOMES)[number];
  limit: number;
  before?: number;
}

/** `audit list`. */
export async function listAudit(context: CommandContext, options: AuditListOptions): Promise<void> {
  const { event, outcome, limit, before } = options;
  const result = await withOwner(context, options, ({ value }) => value(audit.list, { event, outcome, limit, before }));
  print(context, result, () => table(result.records.map(auditRow)));
}

/** `audit verify`. Returns the exit status. */
export async function verifyAudit(context: CommandContext, options: CommonOptions): Promise<number> {
  const result = await withOwner(context, options, ({ value }) => value(audit.verify, {}));
  if (result.firstBad === null) {
    print(context, result, () => [`All ${plural(result.records, 'record')} are whole.`]);
    return 0;
  }
  const message = `Record ${result.firstBad.seq} of the audit log is not as it was written: ${result.firstBad.why}.`;
  return printShort(context, result, { code: 'DATA_DIRECTORY_DAMAGED', message }, () => [`${plural(result.records, 'record')} before it are whole.`]);
}

function auditRow({ seq, at, event, outcome, userName, resourceId }: AuditRecord): string[] {
  return [String(seq), at, outcome, event, userName ?? '-', resourceId ?? ''];
}
