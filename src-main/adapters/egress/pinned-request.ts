import { lookup as resolve } from 'node:dns/promises';
import { request as plainRequest } from 'node:http';
import { request as secureRequest, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type Answer, type BoundedRequest, EgressFault, type Reach } from '#core/ports/egress.ts';
import { classOf } from './address-class.ts';

/** Which numeric addresses a name stands for. */
export type Lookup = (host: string) => Promise<{ address: string; family: number }[]>;

export const lookupAll: Lookup = (host) => resolve(host, { all: true });

export interface PinnedOptions {
  lookup: Lookup;
  /** The origin names this machine itself. */
  loopback: boolean;
  signal: AbortSignal;
}

/** One request over a connection of its own, to an address that was checked. Throws `EgressFault`, and the signal's reason. */
export async function pinnedRequest(url: URL, { method, headers, body, reach, maxBytes }: BoundedRequest, { lookup, loopback, signal }: PinnedOptions): Promise<Answer> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const fits = (address: string): boolean => allowed(address, reach, loopback);
  if (isIP(host) !== 0 && !fits(host)) throw new EgressFault('wrong-network');
  const options: RequestOptions = { method, headers: { ...headers }, agent: false, signal, lookup: checkedLookup(lookup, fits) };
  try {
    return await new Promise<Answer>((done, fail) => {
      const sent = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, options, (answer) => {
        const pieces: Buffer[] = [];
        let size = 0;
        answer.on('data', (piece: Buffer) => {
          size += piece.length;
          if (size > maxBytes) answer.destroy(new EgressFault('too-large'));
          else pieces.push(piece);
        });
        answer.on('error', fail);
        answer.on('end', () => done({ status: answer.statusCode ?? 0, headers: oneEach(answer.headers), body: Buffer.concat(pieces).toString('utf8') }));
      });
      sent.on('error', fail);
      sent.end(body ?? undefined);
    });
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof EgressFault ? error : new EgressFault('unreachable', { cause: error });
  }
}

function allowed(address: string, reach: Reach, loopback: boolean): boolean {
  return classOf(address) === (loopback ? 'loopback' : reach);
}

/** Every address that a name stands for has to be one it may: whoever mixes them has something in mind. */
export function checkedLookup(lookup: Lookup, fits: (address: string) => boolean): LookupFunction {
  return (host, options, callback) => {
    lookup(host).then(
      (found) => {
        const [first] = found;
        if (!first || !found.every(({ address }) => fits(address))) callback(new EgressFault('wrong-network') as NodeJS.ErrnoException, '', 0);
        else if (options.all) callback(null, found);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

function oneEach(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]])));
}
