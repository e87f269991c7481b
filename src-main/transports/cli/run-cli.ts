import { type Command, CommanderError } from 'commander';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { CliHost } from './cli-host.ts';
import { cliProgram } from './cli-program.ts';
import { type CommonOptions, publicError } from './command-context.ts';
import { printable } from './printable.ts';

/** As a shell reports a program ended by Ctrl-C. */
const EXIT_CANCELLED = 130;

/**
 * Runs one command line (without the program's own name) and returns its exit status: 0 only on success. Errors are one sentence on
 * standard error, and with `--json` also `{"error":{code,message}}` on standard output.
 */
export async function runCli(args: readonly string[], host: CliHost, signal: AbortSignal): Promise<number> {
  let status = 0;
  const program = cliProgram({
    version: host.version,
    run: async (options: CommonOptions, work) => {
      const context = { host, json: options.json ?? false, dataDirectory: host.dataDirectory(options.data), signal };
      status = (await work(context)) ?? 0;
    },
  });
  quiet(program, host);
  try {
    await program.parseAsync(withoutLeadingCommons(args), { from: 'user' });
    return status;
  } catch (error) {
    return fail(error, args.includes('--json'), { host, signal, commands: program.commands.map((command) => command.name()) });
  }
}

/** commander would end the process and write by itself. */
function quiet(command: Command, host: CliHost): void {
  command.exitOverride().configureOutput({ writeOut: (text) => host.terminal.out(text), writeErr: () => undefined });
  for (const child of command.commands) quiet(child, host);
}

const LEADING_VALUES = ['--data', '--tenant', '--as'];

/** The options that commands share may stand before the command as well. */
function withoutLeadingCommons(args: readonly string[]): string[] {
  const moved: string[] = [];
  let at = 0;
  for (; at < args.length; at += 1) {
    const argument = args[at] ?? '';
    if (argument === '--json' || LEADING_VALUES.some((option) => argument.startsWith(`${option}=`))) moved.push(argument);
    else if (LEADING_VALUES.includes(argument)) moved.push(argument, args[(at += 1)] ?? '');
    else break;
  }
  const rest = args.slice(at);
  // After a lone `--` everything is a name, and these are not.
  const names = rest.indexOf('--');
  return names === -1 ? [...rest, ...moved] : [...rest.slice(0, names), ...moved, ...rest.slice(names)];
}

interface Failing {
  host: CliHost;
  signal: AbortSignal;
  /** The names that there are. */
  commands: readonly string[];
}

function fail(error: unknown, json: boolean, { host: { terminal }, signal, commands }: Failing): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const { code, message } = signal.aborted ? new MillwrightError('CANCELLED') : error instanceof CommanderError ? usageError(error, commands) : publicError(error);
  terminal.err(`${printable(message)}\n`);
  if (json) terminal.out(`${JSON.stringify({ error: { code, message } })}\n`);
  if (code === 'CANCELLED') return EXIT_CANCELLED;
  return error instanceof CommanderError ? 2 : 1;
}

function usageError({ message, code }: CommanderError, commands: readonly string[]): MillwrightError {
  if (code === 'commander.help') return new MillwrightError('INVALID_INPUT', `Name a command: ${commands.slice(0, -1).join(', ')} or ${commands.at(-1) ?? ''}. "millwright help" explains them.`);
  const sentence = message.replace(/^error: /, '').replace(/\n.*/s, '');
  return new MillwrightError('INVALID_INPUT', `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[.!?]$/.test(sentence) ? '' : '.'} ("millwright help" lists every command.)`);
}
