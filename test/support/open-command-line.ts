import { findProgramFiles } from '#hosts/program-files.ts';
import { openCore } from '#hosts/compose.ts';
import type { CliCore, CliHost } from '#transports/cli/cli-host.ts';
import { runCli } from '#transports/cli/run-cli.ts';
import { quietLogger } from './test-workers.ts';

export interface CommandRun {
  status: number;
  json: Record<string, unknown>;
  err: string;
}

/** The command line over one real core that stays open between commands: what each says and does, without the time that starting takes. */
export interface CommandLine {
  /** What its commands find in their environment. */
  env: Record<string, string>;
  /** `millwright …args --data … --json`. */
  run(...args: string[]): Promise<CommandRun>;
  /** `millwright …args --data …`: what a person reads. */
  say(...args: string[]): Promise<{ status: number; out: string; err: string }>;
  /** A streaming operation that has no command, as somebody of the plant. */
  events(operation: string, input: unknown, as: string): Promise<unknown[]>;
  /** Another operation that has no command. */
  call(operation: string, input: unknown, as: string): Promise<unknown>;
  close(): Promise<void>;
}

/** @param outbound origins that it may contact */
export function openCommandLine(dataDirectory: string, outbound: readonly string[] = []): CommandLine {
  const env: Record<string, string> = {};
  let opened: Promise<CliCore> | null = null;
  // Each command closes the core it opened; this one is closed at the end.
  const keptOpen = async (): Promise<CliCore> => ({ ...(await (opened ??= openCore({ dataDirectory, shell: 'cli', outbound, logger: quietLogger }))), close: async () => undefined });

  async function said(args: readonly string[]): Promise<{ status: number; out: string; err: string }> {
    let [out, err] = ['', ''];
    const host: CliHost = {
      version: findProgramFiles().version,
      dataDirectory: () => dataDirectory,
      hasData: () => true,
      openCore: keptOpen,
      serve: () => Promise.reject(new Error('serving takes a process of its own')),
      diagnose: () => Promise.reject(new Error('a diagnosis takes a process of its own')),
      env,
      terminal: { interactive: false, columns: 80, out: (text) => void (out += text), err: (text) => void (err += text), askSecret: null },
    };
    const status = await runCli([...args], host, new AbortController().signal);
    return { status, out, err };
  }

  const invoke = async (operation: string, input: unknown, as: string) =>
    (await keptOpen()).pipeline.invoke({ operation, input, credential: { kind: 'owner', tenant: null, as }, signal: new AbortController().signal, caller: 'cli' });

  return {
    env,
    async run(...args) {
      const { status, out, err } = await said([...args, '--json']);
      return { status, json: out === '' ? {} : (JSON.parse(out) as Record<string, unknown>), err };
    },
    say: (...args) => said(args),
    async events(operation, input, as) {
      const outcome = await invoke(operation, input, as);
      const all: unknown[] = [];
      if (outcome.kind === 'stream') for await (const event of outcome.events) all.push(event);
      return all;
    },
    async call(operation, input, as) {
      const outcome = await invoke(operation, input, as);
      if (outcome.kind !== 'value') throw new Error(`${operation} streams`);
      return outcome.value;
    },
    async close() {
      await (await opened)?.close();
      opened = null;
    },
  };
}
