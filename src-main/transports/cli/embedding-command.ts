import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddingChange } from '#shared/contract/embedding-change.ts';
import { models } from '#shared/contract/models.ts';
import { type CommandContext, type CommonOptions, type OwnerCalls, withOwner } from './command-context.ts';
import { print, printShort } from './print.ts';
import { printable } from './printable.ts';

const LOOK_EVERY_MS = 500;

export interface EmbeddingOptions extends CommonOptions {
  /** Stay until a change that is under way is over. */
  wait?: boolean;
}

/** `models embedding`. Returns the exit status. */
export async function showEmbedding(context: CommandContext, options: EmbeddingOptions): Promise<number> {
  const change = await withOwner(context, options, (calls) => (options.wait === true ? followChange(context, calls) : calls.value(models.embedding, {})));
  return printChange(context, change, change);
}

/** Prints how a change stands. Returns the exit status: 1 where it does not go on for now. */
export function printChange(context: CommandContext, result: object, change: EmbeddingChange): number {
  const problem = change.next?.problem ?? null;
  if (problem !== null) return printShort(context, result, { code: 'MODEL_UNAVAILABLE', message: problem }, () => changeLines(change));
  print(context, result, () => changeLines(change));
  return 0;
}

/** Tells how far a change to another embedding model is, until it is over or cannot go on for now. Stopping loses nothing: it goes on wherever Millwright runs. */
export async function followChange({ host: { terminal }, json, signal }: CommandContext, { value }: OwnerCalls): Promise<EmbeddingChange> {
  const shown = terminal.interactive && !json;
  try {
    for (;;) {
      const change = await value(models.embedding, {});
      const { next } = change;
      if (next === null || next.problem !== null) return change;
      if (shown) terminal.err(`\r\u001b[K${printable(next.name)} ${next.done} of ${next.total} passages`);
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      signal.throwIfAborted();
    }
  } finally {
    if (shown) terminal.err('\r\u001b[K');
  }
}

/** A change as sentences. */
function changeLines({ serving, reason, next }: EmbeddingChange): string[] {
  const lines = [serving === null || reason !== null ? (reason ?? 'There is no embedding model: search is by keyword only.') : `Documents are searched by "${serving.name}".`];
  if (next !== null) lines.push(`Vectors of "${next.name}" are being made: ${next.done} of ${next.total} passages have theirs. It serves when all have.`);
  if (next?.problem) lines.push(`It does not go on for now: ${next.problem}`);
  return lines;
}
