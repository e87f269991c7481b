import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { createLogger } from '#adapters/logging/create-logger.ts';
import type { Machine } from '#core/ports/machine.ts';
import type { Pipeline } from '#core/pipeline/pipeline.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { RunningAppliance, ServeOptions } from '#transports/cli/cli-host.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '#transports/http/http-server.ts';
import { openCore } from './compose.ts';
import { dataLayout } from './data-layout.ts';
import { findProgramFiles } from './program-files.ts';

/** The port an appliance is looked for at. */
const USUAL_PORT = 7423;
const PORTS_TRIED = 20;

/**
 * Opens the core over a data directory and serves it: screens, `/v1` and `/openapi.json`.
 *
 * @throws MillwrightError what `openCore` throws, and `INVALID_INPUT` where the address cannot be listened on
 */
export async function startAppliance(options: ServeOptions): Promise<RunningAppliance> {
  const tls = options.tls === undefined ? undefined : await readTls(options.tls);
  const program = findProgramFiles();
  const logger = createLogger({ file: dataLayout(options.dataDirectory).log });
  let network: ReturnType<Machine['network']> = { mode: 'none', address: null };
  const core = await openCore({ dataDirectory: options.dataDirectory, shell: 'appliance', network: () => network, watchRoots: options.watchRoots, outbound: options.outbound, logger });
  try {
    const server = await listen(core.pipeline, options, {
      staticDirectory: program.screens,
      names: options.names,
      version: program.version,
      log: logger,
      ...(tls ? { tls } : {}),
    });
    const local = isLoopback(options.host);
    network = { mode: local ? 'loopback' : 'listening', address: server.address.url };
    return {
      url: server.address.url,
      link: `${server.address.url}/#/link/${core.setupLink()}`,
      cautions: local ? [] : cautionsFor(options.host, tls !== undefined),
      close: async () => {
        await server.close();
        await core.close();
      },
    };
  } catch (error) {
    await core.close();
    throw error;
  }
}

type Serving = Omit<HttpServerOptions, 'pipeline' | 'host' | 'port'>;

async function listen(pipeline: Pipeline, { host, port }: ServeOptions, serving: Serving): Promise<HttpServer> {
  const last = port ?? USUAL_PORT + PORTS_TRIED;
  for (let next = port ?? USUAL_PORT; ; next += 1) {
    try {
      return await createHttpServer({ pipeline, host, port: next, ...serving });
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE' || next >= last) throw listenError(error, host, next);
    }
  }
}

function listenError(error: unknown, host: string, port: number): unknown {
  const sentences: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken by another program: choose another with --port, or leave --port out.`,
    EACCES: `This account may not listen on port ${port}: choose one above 1023 with --port.`,
    EADDRNOTAVAIL: `This machine has no address ${host}: give one of its own with --host.`,
    ENOTFOUND: `The name ${host} leads nowhere: give one of this machine's addresses with --host.`,
  };
  const sentence = sentences[codeOf(error)];
  return sentence === undefined ? error : new MillwrightError('INVALID_INPUT', sentence, { cause: error });
}

async function readTls({ keyFile, certFile }: { keyFile: string; certFile: string }): Promise<{ key: string; cert: string }> {
  try {
    return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8') };
  } catch (error) {
    throw new MillwrightError('INVALID_INPUT', 'The files of --tls-key and --tls-cert cannot be read.', { cause: error });
  }
}

function cautionsFor(host: string, secure: boolean): string[] {
  return [
    `It listens on ${host}, beyond this machine: whoever can reach that address may try to sign in.`,
    secure ? '' : 'Nothing on the way is encrypted: give --tls-key and --tls-cert, or put it behind a proxy that encrypts.',
  ].filter((sentence) => sentence !== '');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
