import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { Duplex, duplexPair } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { began, done, DONE_ATTENTION, failed, loginAck, type MockColumn, type MockValue, moreToCome, routedTo, rowsOf } from './tds-answers.ts';
import { type ExecutedStatement, type Login, readBatch, readCall, readLogin } from './tds-requests.ts';

/** What the mock answers to a statement. `slow`: nothing until it is told to stop; `broken`: some rows, and then the connection is gone. */
export type MockAnswer = { columns: readonly MockColumn[]; rows: readonly (readonly MockValue[])[] } | { error: number; message: string } | 'slow' | 'broken';

/** Speaks as much of TDS 7.4 as the driver of SQL Server needs: prelogin, TLS within it, LOGIN7, batches, `sp_executesql`, attention. It is no SQL Server, and understands no SQL. */
export interface MockTdsServer {
  port: number;
  logins: Login[];
  batches: string[];
  statements: ExecutedStatement[];
  /** Requests that the client stopped. */
  stopped: number;
  /** Connections that were begun. */
  connections: number;
  /** Whether it encrypts; `false` says that it cannot. */
  encrypts: boolean;
  /** Sends every client on to there. */
  routes: { host: string; port: number } | null;
  close(): Promise<void>;
}

const TYPES = { batch: 0x01, call: 0x03, answer: 0x04, attention: 0x06, login: 0x10, prelogin: 0x12 } as const;
const HEADER = 8;
const PACKET = 4_096;

/** The certificate that it shows, which nobody has signed but itself: for `localhost` and 127.0.0.1. */
export const MOCK_CERTIFICATE = readFileSync(join(import.meta.dirname, 'localhost-certificate.pem'), 'utf8');
const KEY = readFileSync(join(import.meta.dirname, 'localhost-key.pem'), 'utf8');

export async function startMockTdsServer({ password, answer }: { password: string; answer: (call: ExecutedStatement) => MockAnswer }): Promise<MockTdsServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    state.connections += 1;
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  });

  function serve(socket: Socket): void {
    let [stream, waiting]: [Duplex, Buffer] = [socket, Buffer.alloc(0)];
    let message: Buffer[] = [];
    let handshake: Duplex | null = null;

    const send = (payload: Buffer, type: number = TYPES.answer): void => {
      for (let at = 0; at === 0 || at < payload.length; at += PACKET - HEADER) {
        const part = payload.subarray(at, at + PACKET - HEADER);
        const header = Buffer.from([type, at + part.length >= payload.length ? 1 : 0, 0, 0, 0, 0, 1, 0]);
        header.writeUInt16BE(part.length + HEADER, 2);
        stream.write(Buffer.concat([header, part]));
      }
    };

    /** The handshake goes to and fro in packets of their own; what comes after it is TLS all around. */
    function encrypt(): void {
      const [near, far] = duplexPair();
      const secure = new TLSSocket(near as unknown as Socket, { isServer: true, cert: MOCK_CERTIFICATE, key: KEY, maxVersion: 'TLSv1.2' });
      handshake = far;
      // One answer to each message of the client, however the handshake writes it.
      const pass = (): void => {
        const parts: Buffer[] = [];
        for (let part = far.read() as Buffer | null; part !== null; part = far.read() as Buffer | null) parts.push(part);
        if (parts.length > 0) send(Buffer.concat(parts), TYPES.prelogin);
      };
      const passSoon = (): void => void setImmediate(pass);
      far.on('readable', passSoon);
      secure.on('error', () => socket.destroy());
      secure.on('secure', () => {
        far.off('readable', passSoon);
        setImmediate(() => {
          pass();
          handshake = null;
          socket.off('data', take);
          socket.pipe(far).pipe(socket);
          stream = secure;
          secure.on('data', take);
        });
      });
    }

    function take(bytes: Buffer): void {
      waiting = Buffer.concat([waiting, bytes]);
      while (waiting.length >= HEADER && waiting.length >= waiting.readUInt16BE(2)) {
        const length = waiting.readUInt16BE(2);
        const [type, status] = [waiting.readUInt8(0), waiting.readUInt8(1)];
        message.push(waiting.subarray(HEADER, length));
        waiting = waiting.subarray(length);
        if ((status & 1) === 0) continue;
        const payload = Buffer.concat(message);
        message = [];
        understand(type, payload);
      }
    }

    function understand(type: number, payload: Buffer): void {
      if (type === TYPES.prelogin && handshake !== null) return void handshake.write(payload);
      if (type === TYPES.prelogin) {
        send(preloginAnswer(state.encrypts));
        if (state.encrypts) encrypt();
      } else if (type === TYPES.login) {
        const login = readLogin(payload);
        state.logins.push(login);
        if (state.routes !== null) send(routedTo(state.routes.host, state.routes.port));
        else send(login.password === password ? loginAck() : failed(18_456, `Login failed for user '${login.user}'.`));
      } else if (type === TYPES.batch) {
        const batch = readBatch(payload);
        state.batches.push(batch);
        send(/^begin tran/i.test(batch) ? began() : done());
      } else if (type === TYPES.attention) {
        state.stopped += 1;
        send(done(DONE_ATTENTION));
      } else if (type === TYPES.call) reply(readCall(payload));
    }

    function reply(call: ExecutedStatement | null): void {
      if (call === null) return send(failed(2_812, 'Could not find that procedure.'));
      state.statements.push(call);
      const said = answer(call);
      if (said === 'slow') return;
      if (said === 'broken') {
        send(moreToCome(rowsOf([{ name: 'tag', type: 'nvarchar' }], [['P-1']])).subarray(0, -20));
        setImmediate(() => socket.destroy());
        return;
      }
      send('error' in said ? failed(said.error, said.message) : rowsOf(said.columns, said.rows));
    }

    socket.on('data', take);
  }

  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const state: MockTdsServer = {
    port: (server.address() as AddressInfo).port, logins: [], batches: [], statements: [], stopped: 0, connections: 0, encrypts: false, routes: null,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
  return state;
}

/** Version 16, and whether it encrypts: on, or not supported. */
function preloginAnswer(encrypts: boolean): Buffer {
  const options = Buffer.from([0x00, 0, 11, 0, 6, 0x01, 0, 17, 0, 1, 0xff]);
  return Buffer.concat([options, Buffer.from([16, 0, 0x03, 0xe8, 0, 0]), Buffer.from([encrypts ? 0x01 : 0x02])]);
}
