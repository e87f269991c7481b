import type { CommandContext } from './command-context.ts';
import { printable } from './printable.ts';

/** Prints a result: as one line of JSON for programs, or as lines of text for people. */
export function print({ host, json }: CommandContext, result: object, lines: () => string[]): void {
  if (json) host.terminal.out(`${JSON.stringify(result)}\n`);
  else for (const line of lines()) host.terminal.out(`${printable(line)}\n`);
}

/** Prints a result that falls short of what was asked for, and on standard error the sentence that says so. Returns the exit status. */
export function printShort(context: CommandContext, result: object, error: { code: string; message: string }, lines: () => string[]): 1 {
  print(context, { ...result, error: { code: error.code, message: error.message } }, lines);
  context.host.terminal.err(`${printable(error.message)}\n`);
  return 1;
}

/** Columns padded to the widest entry; the last one is left as it is. Without rows: what says that there are none, if anything. */
export function table(rows: readonly (readonly string[])[], none?: string): string[] {
  if (rows.length === 0) return none === undefined ? [] : [none];
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => printable(row[column] ?? '').length)));
  return rows.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '));
}

/** What another system said of why a call failed, set apart from our own words. */
export const saidByOther = (said: string | null): string[] => (said === null ? [] : ['The other system said:', ...said.split('\n').map((line) => `  | ${line}`)]);

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
