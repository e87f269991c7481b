import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { SystemBrowser } from '#core/ports/system-browser.ts';

const RETURN_PATH = '/signed-in';
const GOODBYE = 'You can close this page and go back to Millwright.\n';

/**
 * Sends a person to their provider in the system's own browser and waits for it at a loopback address that is listened on for this one
 * answer (RFC 8252, 7.3: the literal address, any free port).
 *
 * @param open shows an address outside the window, after a look of its own at whose it is
 */
export function createSystemBrowser(open: (address: string, issuer: string) => void): SystemBrowser {
  return {
    show(address, issuer) {
      if (new URL(address).origin !== new URL(issuer).origin) throw new MillwrightError('SSO_REFUSED', undefined, { detail: `not shown: ${address}` });
      open(address, issuer);
    },
    async expect() {
      const came = Promise.withResolvers<string>();
      came.promise.catch(() => undefined);
      const server = createServer((request, response) => {
        const url = new URL(request.url ?? '/', 'http://127.0.0.1');
        const answer = request.method === 'GET' && url.pathname === RETURN_PATH;
        response.writeHead(answer ? 200 : 404, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', connection: 'close' });
        response.end(answer ? GOODBYE : undefined);
        if (!answer) return;
        server.close();
        came.resolve(url.search.slice(1));
      });
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', resolve);
      });
      const { port } = server.address() as AddressInfo;
      return {
        redirectUri: `http://127.0.0.1:${port}${RETURN_PATH}`,
        query(signal) {
          signal.addEventListener('abort', () => came.reject(new MillwrightError('CANCELLED')), { once: true });
          return came.promise;
        },
        close: () => void server.close(),
      };
    },
  };
}
