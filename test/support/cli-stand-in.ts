import type { CliHost, Terminal } from '#transports/cli/cli-host.ts';
import { runCli } from '#transports/cli/run-cli.ts';
import { createPipelineStandIn, type PipelineStandIn } from './transport-pipeline-stand-in.ts';

export interface CliRun {
  status: number;
  out: string;
  err: string;
  /** What was printed as JSON. */
  json: Record<string, unknown>;
}

/** The command line over the stand-in pipeline, with what it prints kept. */
export function createCliStandIn(options: { env?: Record<string, string>; terminal?: Partial<Terminal>; hasData?: boolean } = {}) {
  const standIn: PipelineStandIn = createPipelineStandIn();
  const opened: string[] = [];
  let open = 0;

  async function run(args: string[], signal: AbortSignal = new AbortController().signal): Promise<CliRun> {
    let out = '';
    let err = '';
    const host: CliHost = {
      version: '1.2.3',
      dataDirectory: (named) => named ?? '/usual/place',
      hasData: () => options.hasData ?? true,
      openCore: async (directory) => {
        opened.push(directory);
        open += 1;
        return {
          pipeline: standIn.pipeline,
          setupLink: () => 'link-of-the-owner',
          ingestionIdle: async () => undefined,
          close: async () => void (open -= 1),
        };
      },
      serve: async ({ host: address, port }) => ({
        url: `http://${address}:${port ?? 7423}`,
        link: `http://${address}:${port ?? 7423}/#/link/once`,
        cautions: [],
        close: async () => undefined,
      }),
      diagnose: async () => [{ name: 'disk', state: 'failed', sentence: 'The disk is full: free some space.' }],
      env: options.env ?? {},
      terminal: { interactive: false, columns: 80, out: (text) => void (out += text), err: (text) => void (err += text), askSecret: null, ...options.terminal },
    };
    const status = await runCli(args, host, signal);
    const line = out.trim().split('\n').at(-1) ?? '';
    return { status, out, err, json: line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : {} };
  }

  return { run, standIn, opened, stillOpen: () => open };
}
