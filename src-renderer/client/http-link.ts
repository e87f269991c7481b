import { RPCLink } from '@orpc/client/fetch';
import type { Link } from './client.ts';

/**
 * Calls over HTTP to the origin the page came from. The cookie carries the session; the header shows that the call is made by
 * this page, since another site cannot set it.
 */
export function createHttpLink(origin: string): Link {
  const link = new RPCLink({
    url: `${origin}/rpc`,
    headers: { 'x-millwright': '1' },
    fetch: (request, init) => globalThis.fetch(request, { ...init, credentials: 'same-origin' }),
  });
  return { call: (path, input, { signal }) => link.call(path, input, { signal, context: {} }) };
}
