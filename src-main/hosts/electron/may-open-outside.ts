const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Whether an address is of the configured issuer's own origin, and encrypted unless it is on this machine. */
export function mayOpenOutside(address: string, issuer: string): boolean {
  if (!URL.canParse(address) || !URL.canParse(issuer)) return false;
  const url = new URL(address);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
  return safe && url.username === '' && url.password === '' && url.origin === new URL(issuer).origin;
}
