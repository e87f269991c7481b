import { isIP } from 'node:net';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Which `Host` headers are answered. A page of another site can make its own name resolve to this machine (DNS rebinding)
 * and then reads our answers as its own; only its name gives it away.
 *
 * @param bound the address listened on; `0.0.0.0` and `::` stand for every address in `addresses`
 * @param names further names this machine is known by, without port
 */
export function createHostAllowList(bound: string, addresses: readonly string[], names: readonly string[]): (host: string | undefined) => boolean {
  const everywhere = bound === '0.0.0.0' || bound === '::';
  const allowed = new Set([...LOOPBACK, bound, ...(everywhere ? addresses : []), ...names].map(inUrl));
  return (host) => {
    const hostname = hostnameOf(host);
    return hostname !== null && allowed.has(hostname);
  };
}

function inUrl(name: string): string {
  return (isIP(name) === 6 ? `[${name}]` : name).toLowerCase();
}

/** The name in a `Host` header, lower case, IPv6 in brackets; null where the header is not `host[:port]`. */
function hostnameOf(host: string | undefined): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i.exec(host ?? '');
  return match?.[1]?.toLowerCase().replace(/\.$/, '') ?? null;
}
