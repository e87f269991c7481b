import { isIP, Socket, type SocketConnectOpts } from 'node:net';
import { EgressFault } from '#core/ports/egress.ts';
import { classOf } from './address-class.ts';
import { checkedLookup, lookupAll } from './pinned-request.ts';

/** What a driver may be sent, in bytes: it keeps what has no end until it has one, be it all the memory there is. */
const LARGEST = 32 * 1024 * 1024;
const BETWEEN_LOOKS_MS = 20;

/**
 * A socket for drivers of databases: it connects only to addresses of the network it is for, checked as the connection is made with them, and breaks off where
 * far more arrives than any answer has.
 */
export function checkedSocket(reach: 'plant' | 'internet' | 'here'): Socket {
  const fits = (address: string): boolean => classOf(address) === (reach === 'here' ? 'loopback' : reach);
  const socket = new Socket();
  const looking = setInterval(() => {
    if (socket.bytesRead > LARGEST) socket.destroy(new EgressFault('too-large'));
  }, BETWEEN_LOOKS_MS).unref();
  socket.once('close', () => clearInterval(looking));
  const connect = socket.connect.bind(socket) as (options: SocketConnectOpts) => Socket;
  socket.connect = ((port: number, host: string) => {
    if (isIP(host) !== 0 && !fits(host)) {
      process.nextTick(() => socket.destroy(new EgressFault('wrong-network')));
      return socket;
    }
    return connect({ port, host, lookup: checkedLookup(lookupAll, fits) });
  }) as Socket['connect'];
  return socket;
}
