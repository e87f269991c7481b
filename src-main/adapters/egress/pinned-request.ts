import { lookup as resolve } from 'node:dns/promises';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type Answer, type BoundedRequest, EgressFault, type OpenAnswer, type Reach } from '#core/ports/egress.ts';
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
export async function pinnedRequest(url: URL, request: BoundedRequest, options: PinnedOptions): Promise<Answer> {
  const { status, headers, body } = await pinnedStream(url, request, options);
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return { status, headers, body: Buffer.concat(pieces).toString('utf8') };
}

/** The same, with the body as it comes. */
export async function pinnedStream(url: URL, { method, headers, body, reach, maxBytes }: BoundedRequest, { lookup, loopback, signal }: PinnedOptions): Promise<OpenAnswer> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const fits = (address: string): boolean => allowed(address, reach, loopback);
  if (isIP(host) !== 0 && !fits(host)) throw new EgressFault('wrong-network');
  const options: RequestOptions = { method, headers: { ...headers }, agent: false, signal, lookup: checkedLookup(lookup, fits) };
  try {
    const answer = await new Promise<IncomingMessage>((done, fail) => {
      const sent = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, options, done);
      sent.on('error', fail);
      sent.end(body ?? undefined);
    });
    return { status: answer.statusCode ?? 0, headers: oneEach(answer.headers), body: bounded(answer, maxBytes, signal) };
  } catch (error) {
    throw faultOf(error, signal);
  }
}

/** Ends the connection where its reader leaves, also before they began. */
function bounded(answer: IncomingMessage, maxBytes: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const pieces = answer[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let size = 0;
  const leave = async (): Promise<IteratorResult<Uint8Array>> => {
    answer.destroy();
    return { done: true, value: undefined };
  };
  async function next(): Promise<IteratorResult<Uint8Array>> {
    try {
      const piece = await pieces.next();
      size += piece.done === true ? 0 : piece.value.length;
      if (size > maxBytes) throw new EgressFault('too-large');
      return piece;
    } catch (error) {
      answer.destroy();
      throw faultOf(error, signal);
    }
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: leave }) };
}

function faultOf(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  return error instanceof EgressFault ? error : new EgressFault('unreachable', { cause: error });
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
