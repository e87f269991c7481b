import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';
import type { Egress, Reach } from '#core/ports/egress.ts';

/** Bytes of one answer. */
const LARGEST_ANSWER = 2 * 1024 * 1024;
const BODILESS = new Set([204, 205, 304]);

export interface EgressFetch {
  reach: Reach;
  /** Headers that are sent with every request. */
  headers: Readonly<Record<string, string>>;
  /** How long one answer may take, in milliseconds. */
  longestMs: number;
}

/**
 * Streamable HTTP through the one way out, which follows no redirection: what proves who asks goes to the server alone. Streams that stay open by themselves
 * are not offered: a server that is told so answers each call by itself.
 */
export function egressFetch(egress: Egress, { reach, headers: own, longestMs }: EgressFetch): FetchLike {
  return async (url, init = {}) => {
    const method = init.method ?? 'GET';
    if (method === 'GET') return new Response(null, { status: 405 });
    const body = typeof init.body === 'string' ? init.body : null;
    const headers = { ...own, ...Object.fromEntries(new Headers(init.headers)), ...(body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }) };
    const signal = AbortSignal.any([AbortSignal.timeout(longestMs), ...(init.signal ? [init.signal] : [])]);
    const answer = await egress.askOpen(String(url), { method, headers, body, reach, maxBytes: LARGEST_ANSWER }, signal);
    if (BODILESS.has(answer.status)) {
      await answer.body[Symbol.asyncIterator]().return?.();
      return new Response(null, { status: answer.status, headers: { ...answer.headers } });
    }
    const events = /^text\/event-stream\b/i.test(answer.headers['content-type'] ?? '');
    return new Response(ReadableStream.from(events ? withEnd(answer.body, idOf(body)) : answer.body), { status: answer.status, headers: { ...answer.headers } });
  };
}

/** A stream of events that ends, or breaks off, without an answer leaves its request waiting: it is told so by one of our own, which counts for nothing where there was an answer. */
async function* withEnd(body: AsyncIterable<Uint8Array>, id: string | number | null): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {
    // Told below, as an end is.
  }
  if (id === null) return;
  const ended = { jsonrpc: '2.0', id, error: { code: ErrorCode.ConnectionClosed, message: 'The stream ended.' } };
  yield new TextEncoder().encode(`\n\nevent: message\ndata: ${JSON.stringify(ended)}\n\n`);
}

function idOf(body: string | null): string | number | null {
  const sent = body === null ? null : (JSON.parse(body) as { id?: unknown } | null);
  return typeof sent?.id === 'string' || typeof sent?.id === 'number' ? sent.id : null;
}
