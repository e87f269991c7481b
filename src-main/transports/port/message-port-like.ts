interface PortBasics {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/** A port of the web platform or of `node:worker_threads`. */
interface EventTargetPort extends PortBasics {
  addEventListener(type: string, listener: (event: Event) => void): void;
}

/** Electron's `MessagePortMain`. */
interface EmitterPort extends PortBasics {
  on(type: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(type: 'close', listener: () => void): unknown;
}

export type MessagePortLike = EventTargetPort | EmitterPort;

/** Listens on either kind of port and starts it. */
export function listenOnPort(port: MessagePortLike, onMessage: (data: unknown) => void, onClose: () => void): void {
  if ('addEventListener' in port) {
    port.addEventListener('message', (event) => onMessage('data' in event ? event.data : undefined));
    port.addEventListener('close', () => onClose());
  } else {
    port.on('message', (event) => onMessage(event.data));
    port.on('close', () => onClose());
  }
  port.start();
}
