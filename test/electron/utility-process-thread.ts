import { type MessagePort, parentPort } from 'node:worker_threads';
import type { FromCore, ToCore } from '#hosts/electron/core-messages.ts';

/**
 * Runs the core process of the desktop in a thread, on a machine without Electron: the thread's port takes the place of
 * `process.parentPort`, with real message ports passing through it. The core, its database and its workers are the real ones.
 */
export interface Handed {
  message: ToCore;
  port?: MessagePort;
}

type Listener = (event: { data: unknown; ports: unknown[] }) => void;

if (parentPort) {
  const outer = parentPort;
  Object.assign(process, {
    parentPort: {
      postMessage: (message: FromCore) => outer.postMessage(message),
      on: (_event: 'message', listener: Listener) =>
        outer.on('message', ({ message, port }: Handed) => listener({ data: message, ports: port ? [asElectronPort(port)] : [] })),
    },
  });
  await import('#hosts/core-process.ts');
}

/** Electron's ports give events with `data`, where Node's give the data itself. */
function asElectronPort(port: MessagePort) {
  return {
    postMessage: (message: unknown) => port.postMessage(message),
    on: (event: string, listener: (event?: { data: unknown }) => void) => {
      port.on(event, (data: unknown) => (event === 'message' ? listener({ data }) : listener()));
    },
    start: () => port.start(),
    close: () => port.close(),
  };
}
