import { open } from 'node:fs/promises';
import { audit, type AuditRecord, type ExportFormat } from '#shared/contract/audit.ts';
import type { AUDIT_EVENTS, AUDIT_OUTCOMES } from '#shared/contract/audit-events.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { readAnchor, writeAnchor } from './anchor-files.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { plural, print, printShort, table } from './print.ts';
import { showProgress } from './show-progress.ts';

export interface AuditListOptions extends CommonOptions {
  event?: (typeof AUDIT_EVENTS)[number];
  outcome?: (typeof AUDIT_OUTCOMES)[number];
  resource?: string;
  correlation?: string;
  limit: number;
  before?: number;
}

/** `audit list`. */
export async function listAudit(context: CommandContext, options: AuditListOptions): Promise<void> {
  const { event, outcome, resource, correlation, limit, before } = options;
  const result = await withOwner(context, options, ({ value }) => value(audit.list, { event, outcome, resource, correlationId: correlation, limit, before }));
  print(context, result, () => table(result.records.map(auditRow), 'There is no such record.'));
}

/** `audit verify`. Returns the exit status. */
export async function verifyAudit(context: CommandContext, options: CommonOptions & { anchor?: string; receipt?: string }): Promise<number> {
  const anchor = options.anchor === undefined ? undefined : await readAnchor(options.anchor);
  const { receipt } = options;
  const result = await withOwner(context, options, async ({ events }) => {
    for await (const event of events(audit.verify, { anchor, receipt })) {
      if (event.type === 'verdict') return event.verdict;
      showProgress(context, event.done, event.total);
    }
    throw new MillwrightError('INTERNAL');
  });
  if (result.firstBad === null) {
    const pruned = result.prunedTo === undefined ? [] : [`The records up to ${result.prunedTo} were removed by the plant's own rule.`];
    print(context, result, () => [`All ${plural(result.records, 'record')} are whole.`, ...pruned]);
    return 0;
  }
  const message = `Record ${result.firstBad.seq} of the audit log is not as it was written: ${result.firstBad.why}.`;
  return printShort(context, result, { code: 'DATA_DIRECTORY_DAMAGED', message }, () => [`${plural(result.records, 'record')} before it are whole.`]);
}

/** `audit checkpoint`: signs where the log stands and writes an anchor file. */
export async function checkpointAudit(context: CommandContext, options: CommonOptions & { out: string }): Promise<void> {
  const anchor = await withOwner(context, options, ({ value }) => value(audit.checkpoint, {}));
  await writeAnchor(options.out, anchor);
  const { number, seq } = JSON.parse(anchor.statement) as { number: number; seq: number };
  print(context, { out: options.out, number, seq, root: anchor.root }, () => [
    `Checkpoint ${number} covers the records up to ${seq}. Keep ${options.out} away from this machine: "millwright audit verify --anchor" proves with it that none of them was changed, cut off or moved.`,
  ]);
}

/** `audit export`: the whole log as a file, and an anchor of its end beside it. */
export async function exportAudit(context: CommandContext, options: CommonOptions & { format: ExportFormat; out: string }): Promise<void> {
  const { format, out } = options;
  const file = await open(out, 'w', 0o600).catch((cause: unknown) => {
    throw new MillwrightError('INVALID_INPUT', `${out} cannot be written.`, { cause });
  });
  try {
    const end = await withOwner(context, options, async ({ events }) => {
      for await (const event of events(audit.export, { format })) {
        if (event.type === 'end') return event;
        await file.writeFile(event.text);
        showProgress(context, event.done, event.total);
      }
      throw new MillwrightError('INTERNAL');
    });
    await file.sync();
    const anchorFile = `${out}.anchor`;
    if (end.anchor !== null) await writeAnchor(anchorFile, end.anchor);
    print(context, { out, format, records: end.records, anchor: end.anchor === null ? null : anchorFile }, () => [
      `${plural(end.records, 'record')} are in ${out}.`,
      end.anchor === null ? 'There is no anchor: the log cannot be signed any more. "millwright audit verify" says why.' : `An anchor of the last is in ${anchorFile}.`,
    ]);
  } finally {
    await file.close();
  }
}

function auditRow({ seq, at, event, outcome, userName, resourceId }: AuditRecord): string[] {
  return [String(seq), at, outcome, event, userName ?? '-', resourceId ?? ''];
}
