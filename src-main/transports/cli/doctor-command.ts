import type { CommandContext } from './command-context.ts';
import { print, table } from './print.ts';

/** `doctor`: what is wrong and what to do about it. Returns the exit status: 0 unless something does not work. */
export async function doctorCommand(context: CommandContext): Promise<number> {
  const checks = await context.host.diagnose(context.dataDirectory, context.signal);
  const ok = checks.every(({ state }) => state !== 'failed');
  print(context, { ok, dataDirectory: context.dataDirectory, checks }, () => [
    ...table(checks.map(({ state, name, sentence }) => [state, name, sentence])),
    ok ? 'Millwright can do its work.' : 'Millwright cannot do its work until what is marked "failed" is put right.',
  ]);
  return ok ? 0 : 1;
}
