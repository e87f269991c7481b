import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Egress, Reach } from '#core/ports/egress.ts';

/** Bytes of one answer. */
const LARGEST_ANSWER = 2 * 1024 * 1024;
const BODILESS = new Set([204, 205, 304]);

/**
 * Streamable HTTP through the one way out, which follows no redirection: what proves who asks goes to the server alone. Streams that stay open by themselves
 * are not offered: a server that is told so answers each call by itself.
 *
 * @param proofs headers that are sent with every request
 */
export function egressFetch(egress: Egress, reach: Reach, proofs: Readonly<Record<string, string>>): FetchLike {
  return async (url, init = {}) => {
    const method = init.method ?? 'GET';
    if (method === 'GET') return new Response(null, { status: 405 });
    const body = typeof init.body === 'string' ? init.body : null;
    const headers = { ...proofs, ...Object.fromEntries(new Headers(init.headers)), ...(body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }) };
    const answer = await egress.ask(String(url), { method, headers, body, reach, maxBytes: LARGEST_ANSWER }, init.signal ?? new AbortController().signal);
    return new Response(BODILESS.has(answer.status) ? null : answer.body, { status: answer.status, headers: { ...answer.headers } });
  };
}
