import { MessageChannel, Worker } from 'node:worker_threads';
import { RPCLink } from '@orpc/client/message-port';
import type { FromCore, ToCore } from '#hosts/electron/core-messages.ts';
import type { Handed } from './utility-process-thread.ts';

/** The desktop's core as the window process sees it. */
export interface CoreThread {
  /** What the core said, in order. */
  readonly said: FromCore[];
  /** Resolves with the first message of a kind, said already or later; rejects when the core ends without it. */
  told<K extends FromCore['kind']>(kind: K): Promise<Extract<FromCore, { kind: K }>>;
  /** Calls operations over a port of its own, as a page does. */
  page(caller: string): (operation: string, input: unknown, token?: string) => Promise<unknown>;
  ended: Promise<number>;
  close(): Promise<number>;
}

export function startCoreThread(dataDirectory: string): CoreThread {
  const thread = new Worker(new URL('./utility-process-thread.ts', import.meta.url), { env: { ...process.env, MILLWRIGHT_DATA: dataDirectory } });
  const said: FromCore[] = [];
  const waiting = new Set<() => void>();
  const pagePorts: { close(): void }[] = [];
  const notice = (): void => waiting.forEach((wake) => wake());
  let exitCode: number | undefined;
  const ended = new Promise<number>((resolve) => {
    thread.once('exit', (code) => {
      exitCode = code;
      pagePorts.forEach((port) => port.close());
      notice();
      resolve(code);
    });
  });
  thread.on('error', (error) => console.error(error));
  thread.on('message', (message: FromCore) => {
    said.push(message);
    notice();
  });
  const hand = (message: ToCore, port?: Handed['port']): void => thread.postMessage({ message, port } satisfies Handed, port ? [port] : []);

  return {
    said,
    ended,
    told: (kind) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = said.find((message) => message.kind === kind);
          if (found === undefined && exitCode === undefined) return;
          waiting.delete(look);
          if (found === undefined) reject(new Error(`the core ended with ${exitCode} and never said ${kind}: ${JSON.stringify(said)}`));
          else resolve(found as never);
        };
        waiting.add(look);
        look();
      }),
    page: (caller) => {
      const { port1, port2 } = new MessageChannel();
      hand({ kind: 'connect', caller }, port1);
      pagePorts.push(port2);
      const link = new RPCLink<{ token?: string | undefined }>({
        port: port2,
        headers: ({ context }) => (context.token === undefined ? {} : { authorization: `Bearer ${context.token}` }),
      });
      port2.start();
      return (operation, input, token) => link.call(operation.split('.'), input, { context: { token } });
    },
    close: () => {
      hand({ kind: 'close' });
      return ended;
    },
  };
}
