import type { CommandContext, CommonOptions } from './command-context.ts';
import { print, printShort, table } from './print.ts';

/** `doctor`: what is wrong and what to do about it. Returns the exit status: 0 unless something does not work. */
export async function doctorCommand(context: CommandContext, options: CommonOptions): Promise<number> {
  const checks = await context.host.diagnose(context.dataDirectory, { tenant: options.tenant ?? null, as: options.as ?? null }, context.signal);
  const ok = checks.every(({ state }) => state !== 'failed');
  const result = { ok, dataDirectory: context.dataDirectory, checks };
  const lines = table(checks.map(({ state, name, sentence }) => [state, name, sentence]));
  if (!ok) {
    const message = 'Millwright cannot do its work until what is marked "failed" is put right.';
    return printShort(context, result, { code: 'INTERNAL', message }, () => lines);
  }
  print(context, result, () => [...lines, 'Millwright can do its work.']);
  return 0;
}
