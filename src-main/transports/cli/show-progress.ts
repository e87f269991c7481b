import type { CommandContext } from './command-context.ts';

/** How many of all records are done, on a line of its own that goes away; nothing where nobody watches. */
export function showProgress({ host: { terminal }, json }: CommandContext, done: number, total: number): void {
  if (json || !terminal.interactive) return;
  terminal.err(done >= total ? '\r\u001b[K' : `\r\u001b[K${done} of ${total} records`);
}
