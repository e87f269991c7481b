import { createServer, type AddressInfo, type Socket } from 'node:net';

/** How something behaves that listens where a database is expected. */
export type DatabaseFault = 'silent' | 'gone' | 'nonsense' | 'endless';

/** Something that is no database, whatever protocol it is spoken to in. */
export interface FaultyDatabase {
  port: number;
  fault: DatabaseFault;
  /** Bytes that were taken of it, over all connections. */
  readonly sent: number;
  close(): Promise<void>;
}

const PIECE = Buffer.alloc(65_536, 'x');

const FAULTS: Record<DatabaseFault, (socket: Socket) => void> = {
  silent: () => undefined,
  gone: (socket) => socket.destroy(),
  nonsense: (socket) => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<h1>Bad Request</h1>'),
  endless(socket) {
    const more = (): void => {
      while (!socket.destroyed && socket.write(PIECE));
    };
    socket.on('drain', more);
    more();
  },
};

export async function startFaultyDatabase(): Promise<FaultyDatabase> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).resume());
    FAULTS[state.fault](socket);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const state: FaultyDatabase = {
    port: (server.address() as AddressInfo).port, fault: 'silent',
    get sent() {
      return [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
  return state;
}
