import { audit, type Receipt } from '#shared/contract/audit.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { readAnchor, writeAnchor, writeSynced } from './anchor-files.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { plural, print, table } from './print.ts';

/** `audit anchor`: takes another station's anchor into this log. */
export async function acceptAnchor(context: CommandContext, options: CommonOptions & { from: string }): Promise<void> {
  const anchor = await readAnchor(options.from);
  const result = await withOwner(context, options, ({ value }) => value(audit.acceptAnchor, { anchor }));
  print(context, result, () => [`This log now holds that the log ${result.tenant} had ${plural(result.seq, 'record')} at ${result.at}.`, ...clockNote(result.aheadSeconds)]);
}

/** `audit anchors`: other logs' anchors that this log holds; with `of` one of them as a file again. */
export async function listAnchors(context: CommandContext, options: CommonOptions & { of?: number; out?: string }): Promise<void> {
  const { anchors } = await withOwner(context, options, ({ value }) => value(audit.anchors, {}));
  if (options.of === undefined || options.out === undefined) {
    print(context, { anchors }, () => table(anchors.map(({ heldBy, heldSince, tenant, number, seq, at, aheadSeconds }) => [String(heldBy), heldSince, tenant, `checkpoint ${number}`, plural(seq, 'record'), at, ...clockNote(aheadSeconds)])));
    return;
  }
  const held = anchors.find(({ heldBy }) => heldBy === options.of);
  if (held === undefined) throw new MillwrightError('INVALID_INPUT', `Record ${options.of} of this log holds no anchor.`);
  await writeAnchor(options.out, held.anchor);
  print(context, { out: options.out, tenant: held.tenant }, () => [`The anchor of the log ${held.tenant} is in ${options.out}.`]);
}

/** `audit receipt`: signs where the log stands, as a file for a USB disk and a code for paper. */
export async function receiptOfAudit(context: CommandContext, options: CommonOptions & { out: string }): Promise<void> {
  const receipt = await withOwner(context, options, ({ value }) => value(audit.receipt, {}));
  await writeSynced(options.out, receiptText(receipt));
  const { code, number, seq, at } = receipt;
  print(context, { out: options.out, code, number, seq, at }, () => [`The receipt is in ${options.out}. Its code, for paper:`, code]);
}

const clockNote = (aheadSeconds: number): string[] => (aheadSeconds === 0 ? [] : [`Its clock stood ${Math.ceil(aheadSeconds / 60)} minutes ahead of this machine's.`]);

function receiptText({ plant, number, seq, at, code, anchor }: Receipt): string {
  return `${[
    'MILLWRIGHT RECEIPT OF THE RECORD OF ACTIONS',
    '',
    `Plant        ${plant.replaceAll(/[{}]/g, ' ')}`,
    `Made at      ${at}`,
    `Checkpoint   ${number}, covers the records up to ${seq}`,
    `Code         ${code}`,
    '',
    'Keep this away from the machine. It proves later that none of these records was changed, cut off or moved:',
    `  millwright audit verify --anchor THIS-FILE    or    millwright audit verify --receipt ${code}`,
    '',
    JSON.stringify(anchor),
  ].join('\n')}\n`;
}
