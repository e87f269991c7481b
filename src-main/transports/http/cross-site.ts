/** What of a request tells whether one of our own pages, or no page at all, sent it. */
export interface Sender {
  method: string;
  secure: boolean;
  headers: { host?: string | undefined; origin?: string | undefined; 'sec-fetch-site'?: unknown; 'x-millwright'?: unknown };
  /** The session came in the cookie, which a browser attaches whoever asks. */
  byCookie: boolean;
}

/**
 * Why a request is refused as possibly sent by another site's page, or null. A changing request must come from our own origin or
 * from no page; and where the browser supplied the cookie it must also carry a header that no form can send and that no other
 * origin may send without asking first (a CORS preflight, which is never granted).
 */
export function crossSiteRefusal({ method, secure, headers, byCookie }: Sender): string | null {
  const fetchSite = headers['sec-fetch-site'];
  if (fetchSite === 'cross-site' || fetchSite === 'same-site') return 'Another site may not call Millwright.';
  if (method === 'GET' || method === 'HEAD') return null;
  if (headers.origin !== undefined && !isOwnOrigin(headers.origin, headers.host, secure)) return 'Another site may not call Millwright.';
  if (byCookie && headers['x-millwright'] !== '1') return 'Send the header "x-millwright: 1" with a request that is signed in by cookie.';
  return null;
}

function isOwnOrigin(origin: string, host: string | undefined, secure: boolean): boolean {
  return host !== undefined && origin.toLowerCase() === `${secure ? 'https' : 'http'}://${host.toLowerCase()}`;
}
