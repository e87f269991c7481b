import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { EXPORT_FORMATS } from '#shared/contract/audit.ts';
import { AUDIT_EVENTS, AUDIT_OUTCOMES } from '#shared/contract/audit-events.ts';
import { acceptAnchor, listAnchors, receiptOfAudit } from './anchor-command.ts';
import { type AuditListOptions, checkpointAudit, exportAudit, listAudit, verifyAudit } from './audit-command.ts';
import type { CommandMaking } from './command-context.ts';
import { auditRetention, measureRetention, pruneAudit, pruneMeasures } from './retention-command.ts';
import { wholeNumber } from './whole-number.ts';

/** For how many days something is kept; undefined only asks. */
const daysOf = (given: string | undefined): number | null | undefined => (given === undefined ? undefined : given === 'off' ? null : wholeNumber(given));

/** The commands on what is recorded and measured, and for how long that is kept. */
export function addRecordCommands(program: Command, { inPlant, run }: CommandMaking): void {
  const audit = program.command('audit').description('the audit log');
  inPlant(audit, 'list', 'latest records')
    .addOption(new Option('--event <event>', 'only this kind').choices(AUDIT_EVENTS))
    .addOption(new Option('--outcome <outcome>', 'only this outcome').choices(AUDIT_OUTCOMES))
    .option('--resource <what>', 'only on this kind of thing, or on ids that begin so')
    .option('--correlation <id>', 'only this correlation id')
    .option('--limit <n>', 'how many', wholeNumber, 50)
    .option('--before <seq>', 'only records before this one', wholeNumber)
    .action((options: AuditListOptions) => run(options, (context) => listAudit(context, options)));
  inPlant(audit, 'checkpoint', 'sign where the log stands')
    .requiredOption('--out <file>', 'where the anchor goes: best a disk that leaves this machine')
    .action((options) => run(options, (context) => checkpointAudit(context, { ...options, out: resolve(options.out) })));
  inPlant(audit, 'anchor', "take another station's anchor into this log")
    .requiredOption('--from <file>', 'its anchor file or receipt')
    .action((options) => run(options, (context) => acceptAnchor(context, { ...options, from: resolve(options.from) })));
  inPlant(audit, 'anchors', "other logs' anchors that this log holds")
    .option('--of <seq>', 'the one that this record holds, as a file', wholeNumber)
    .option('--out <file>', 'that file')
    .action((options) => run(options, (context) => listAnchors(context, options)));
  inPlant(audit, 'receipt', 'sign where the log stands at the end of a shift: a file, and a code for paper')
    .requiredOption('--out <file>', 'the file: best on a USB disk')
    .action((options) => run(options, (context) => receiptOfAudit(context, { ...options, out: resolve(options.out) })));
  inPlant(audit, 'export', 'write the whole log to a file, with an anchor beside it')
    .addOption(new Option('--format <format>', 'format').choices(EXPORT_FORMATS).default('jsonl'))
    .requiredOption('--out <file>', 'the file')
    .action((options) => run(options, (context) => exportAudit(context, { ...options, out: resolve(options.out) })));
  inPlant(audit, 'verify', 'recompute chain and checkpoints')
    .option('--anchor <file>', 'an anchor file kept elsewhere: finds also what was cut off or rewritten as a whole')
    .option('--receipt <code>', 'the code of a receipt on paper, instead')
    .action((options) => run(options, (context) => verifyAudit(context, options)));
  inPlant(audit, 'retention [days]', 'show or set for how many days the log is kept; "off" for ever')
    .action((given: string | undefined, options) => run(options, (context) => auditRetention(context, options, daysOf(given))));
  inPlant(audit, 'prune', 'remove what is older than the log is kept, up to a checkpoint, and record it')
    .option('--dry-run', 'only say what that would be')
    .action((options) => run(options, (context) => pruneAudit(context, options)));

  const use = program.command('usage').description('measures of the use of language models and of checks of answers');
  inPlant(use, 'retention [days]', 'show or set for how many days they are kept; "off" for ever')
    .action((given: string | undefined, options) => run(options, (context) => measureRetention(context, options, daysOf(given))));
  inPlant(use, 'prune', 'remove what is older than they are kept').action((options) => run(options, (context) => pruneMeasures(context, options)));
}
