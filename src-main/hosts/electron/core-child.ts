import { MessageChannelMain, type MessagePortMain, utilityProcess } from 'electron';
import type { WorkerEntry } from '#core/ports/worker-process.ts';
import type { FromCore, ToCore } from './core-messages.ts';
import { openOutside } from './open-outside.ts';
import { createWorkerProcesses } from './worker-processes.ts';

/** A core that has not closed its files by then is ended; its data survives that (see docs on durability). */
const CLOSE_MS = 10_000;

export interface CoreChild {
  /** A port for one page; calls made over it wait until the core is ready. */
  connect(caller: string): MessagePortMain;
  /** Lets the core finish what it is writing, and ends it if that takes too long. */
  close(): Promise<void>;
}

export interface CoreEvents {
  progress(sentence: string): void;
  ready(link: string | null): void;
  /** Called once when it could not start, crashed or was ended, but not after {@link CoreChild.close}. */
  stopped(sentence: string): void;
}

export interface CorePaths {
  core: string;
  worker(entry: WorkerEntry): string;
  dataDirectory: string;
}

/** Starts the core in a process of its own. */
export function startCore(paths: CorePaths, events: CoreEvents): CoreChild {
  const env = { ...process.env, MILLWRIGHT_DATA: paths.dataDirectory };
  const child = utilityProcess.fork(paths.core, [], { serviceName: 'Millwright core', stdio: 'inherit', env });
  const workers = createWorkerProcesses(child, paths.worker);
  const ended = Promise.withResolvers<void>();
  let closing = false;
  let failure = 'The part of Millwright that holds the documents stopped unexpectedly. Nothing that was saved is lost.';

  child.on('message', (raw: FromCore) => {
    if (raw.kind === 'progress') events.progress(raw.sentence);
    else if (raw.kind === 'ready') events.ready(raw.link);
    else if (raw.kind === 'failed') failure = raw.sentence;
    else if (raw.kind === 'open') openOutside(raw.address, raw.issuer);
    else workers.take(raw);
  });
  child.once('exit', () => {
    workers.killAll();
    ended.resolve();
    if (!closing) events.stopped(failure);
  });

  return {
    connect: (caller) => {
      const { port1, port2 } = new MessageChannelMain();
      child.postMessage({ kind: 'connect', caller } satisfies ToCore, [port1]);
      return port2;
    },
    close: async () => {
      closing = true;
      child.postMessage({ kind: 'close' } satisfies ToCore);
      const late = setTimeout(() => child.kill(), CLOSE_MS);
      await ended.promise;
      clearTimeout(late);
    },
  };
}
