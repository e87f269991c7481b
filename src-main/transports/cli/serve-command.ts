import { MillwrightError } from '#shared/contract/errors.ts';
import type { CommandContext } from './command-context.ts';
import { print } from './print.ts';

export interface ServeCommandOptions {
  host: string;
  port?: number;
  name?: string[];
  watchRoot?: string[];
  outbound?: string[];
  tlsKey?: string;
  tlsCert?: string;
}

/** `serve`: the appliance, until it is told to stop. */
export async function serveCommand(context: CommandContext, options: ServeCommandOptions): Promise<void> {
  if ((options.tlsKey === undefined) !== (options.tlsCert === undefined)) throw new MillwrightError('INVALID_INPUT', 'Give --tls-key and --tls-cert together.');
  const appliance = await context.host.serve({
    dataDirectory: context.dataDirectory,
    host: options.host,
    port: options.port ?? null,
    names: options.name ?? [],
    outbound: options.outbound ?? [],
    watchRoots: options.watchRoot ?? [],
    ...(options.tlsKey !== undefined && options.tlsCert !== undefined ? { tls: { keyFile: options.tlsKey, certFile: options.tlsCert } } : {}),
  });
  try {
    print(context, { address: appliance.url, link: appliance.link, dataDirectory: context.dataDirectory }, () => [
      `Millwright runs at ${appliance.url} with the data in ${context.dataDirectory}.`,
      ...appliance.cautions,
      'Open this link to begin; it works once:',
      appliance.link,
      'Press Ctrl-C to stop.',
    ]);
    await aborted(context.signal);
  } finally {
    await appliance.close();
  }
  if (!context.json) context.host.terminal.out('Stopped.\n');
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
