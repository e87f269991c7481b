/** The worker's end of a {@link WorkerProcess}. */
export interface ParentChannel {
  send(message: unknown): void;
  /** Call it before the first `await` of the worker, so that no message is missed. */
  onMessage(listener: (message: unknown) => void): void;
}

/** What this file uses of Electron's `MessagePortMain`; naming it here keeps Electron out of the adapters. */
interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
}

interface ElectronParentPort {
  once(event: 'message', listener: (event: { data: unknown; ports: ElectronPort[] }) => void): unknown;
}

/**
 * Connects a worker to the core that asked for it, whether it was forked by Node or is an Electron utility process (there
 * the window process hands over a port to the core in its first message). The worker ends when the core does.
 * Throws when the file was not started as a worker.
 */
export function connectToParent(): ParentChannel {
  const electron = (process as unknown as { parentPort?: ElectronParentPort }).parentPort;
  if (electron) return overElectron(electron);
  if (!process.send) throw new Error('This file is a worker of Millwright and is not started by hand.');
  return overFork();
}

function overFork(): ParentChannel {
  process.once('disconnect', () => process.exit(0));
  return {
    send: (message) => {
      // A parent that was killed a moment ago is told by `disconnect`, not by the broken pipe.
      if (process.connected) process.send?.({ message }, undefined, undefined, () => undefined);
    },
    onMessage: (listener) => {
      process.on('message', (envelope) => listener((envelope as { message: unknown }).message));
    },
  };
}

function overElectron(parent: ElectronParentPort): ParentChannel {
  let port: ElectronPort | undefined;
  const waiting: unknown[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  parent.once('message', (event) => {
    port = event.ports[0];
    if (!port) throw new Error('The first message to a worker must carry the port to its core.');
    port.on('message', ({ data }) => listeners.forEach((listener) => listener(data)));
    port.on('close', () => process.exit(0));
    waiting.splice(0).forEach((message) => port?.postMessage(message));
    port.start();
  });
  return {
    send: (message) => {
      if (port) port.postMessage(message);
      else waiting.push(message);
    },
    onMessage: (listener) => {
      listeners.push(listener);
    },
  };
}
