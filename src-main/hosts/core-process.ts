import { createLogger } from '#adapters/logging/create-logger.ts';
import { createSystemBrowser } from '#adapters/system-browser/create-system-browser.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { MessagePortLike } from '#transports/port/message-port-like.ts';
import { servePort } from '#transports/port/serve-port.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type Core, openCore } from './compose.ts';
import { createCoreWorkers } from './core-workers.ts';
import { dataDirectory } from './data-directory.ts';
import { dataLayout } from './data-layout.ts';
import { outboundOf } from './outbound.ts';
import type { FromCore, ToCore } from './electron/core-messages.ts';

// The core of the desktop: a utility process that the window process starts with MILLWRIGHT_DATA set.
const GOODBYE_MS = 300;

const { parentPort } = process;
const tell = (message: FromCore): void => parentPort.postMessage(message);
const workers = createCoreWorkers(tell);
const opening = open();

parentPort.on('message', ({ data: raw, ports: [port] }) => {
  const message = raw as ToCore;
  if (message.kind === 'connect') void connect(message.caller, port);
  else if (message.kind === 'close') void close();
  else workers.take(message, port);
});

interface OpenCore {
  core: Core;
  logger: Logger;
}

async function open(): Promise<OpenCore> {
  const data = dataLayout(dataDirectory());
  const progress = (sentence: string): void => tell({ kind: 'progress', sentence });
  try {
    const systemBrowser = createSystemBrowser((address, issuer) => tell({ kind: 'open', address, issuer }));
    const logger = createLogger({ file: data.log });
    const core = await openCore({ dataDirectory: data.root, shell: 'desktop', spawn: workers.spawn, logger, progress, systemBrowser, outbound: outboundOf(process.env) });
    tell({ kind: 'ready', link: (await hasPlant(core)) ? null : core.setupLink() });
    return { core, logger };
  } catch (error) {
    console.error(error);
    const sentence = error instanceof MillwrightError ? error.message : `Millwright cannot open its data in ${data.root}. Check that this is a folder it may write to.`;
    tell({ kind: 'failed', sentence });
    // The message must have left this process before it ends.
    setTimeout(() => process.exit(1), GOODBYE_MS);
    return new Promise<never>(() => undefined);
  }
}

/** Only an owner without a plant is taken to set-up unasked: later, whoever sits before the window has to sign in. */
async function hasPlant({ pipeline }: Core): Promise<boolean> {
  const signal = new AbortController().signal;
  const outcome = await pipeline.invoke({ operation: 'setup.state', input: {}, credential: { kind: 'none' }, signal, caller: 'desktop' });
  return outcome.kind === 'value' && (outcome.value as { ready: boolean }).ready;
}

async function connect(caller: string, port: MessagePortLike | undefined): Promise<void> {
  const { core, logger } = await opening;
  if (port) servePort(port, { pipeline: core.pipeline, caller, log: logger });
}

async function close(): Promise<void> {
  await (await opening).core.close();
  process.exit(0);
}
