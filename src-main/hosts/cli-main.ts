import { existsSync } from 'node:fs';
import { askSecret } from '#transports/cli/ask-secret.ts';
import type { CliHost, Terminal } from '#transports/cli/cli-host.ts';
import { runCli } from '#transports/cli/run-cli.ts';
import { dataDirectory } from './data-directory.ts';
import { dataLayout } from './data-layout.ts';
import { outboundOf } from './outbound.ts';
import { findProgramFiles } from './program-files.ts';
import { endWithStarter } from './run-on-bundled-node.ts';

/** A second signal within this time is the same key press, heard twice: by us and through the program that started us. */
const SAME_SIGNAL_MS = 1_000;

/** The command line on this machine: `millwright …`. Sets the exit status and ends the process. */
export async function main(): Promise<void> {
  endWithStarter();
  const status = await runCli(process.argv.slice(2), createHost(), stopSignal());
  process.exitCode = status;
  await flushed(process.stdout);
  // Workers that are still letting go of memory must not keep a finished command waiting.
  process.exit(status);
}

function createHost(): CliHost {
  return {
    version: findProgramFiles().version,
    dataDirectory: (named) => dataDirectory(named),
    hasData: (directory) => existsSync(dataLayout(directory).database),
    // The core takes a while to load: only commands that open it do.
    openCore: async (directory) => (await import('./compose.ts')).openCore({ dataDirectory: directory, shell: 'cli', outbound: outboundOf(process.env) }),
    serve: async (options) => (await import('./appliance.ts')).startAppliance(options),
    diagnose: async (directory, acting, signal) => (await import('./diagnose.ts')).diagnose(directory, acting, signal),
    env: process.env,
    terminal: createTerminal(),
  };
}

function createTerminal(): Terminal {
  // A reader that went away (`millwright … | head`) is no reason to crash.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return {
    interactive: process.stdout.isTTY === true && process.stderr.isTTY === true,
    columns: process.stdout.columns ?? 80,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    askSecret: process.stdin.isTTY === true && process.stderr.isTTY === true ? askSecret : null,
  };
}

/** Aborts at the first signal; a later one ends the process at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let first = 0;
  const onSignal = () => {
    if (!stop.signal.aborted) {
      first = Date.now();
      stop.abort();
    } else if (Date.now() - first > SAME_SIGNAL_MS) process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) process.on(signal, onSignal);
  return stop.signal;
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0 || stream.destroyed) resolve();
    else stream.write('', () => resolve());
  });
}
