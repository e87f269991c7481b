/** The only address that windows may show. */
export const APP_SCHEME = 'app';
const APP_HOST = 'millwright';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

/** Where Millwright's own pages come from, and whether an address is one of them. */
export interface AppPage {
  readonly origin: string;
  owns(url: string): boolean;
  /** Whether the page, or a part it made itself (`blob:`), may be loaded at all; everything else is cancelled. */
  mayLoad(url: string): boolean;
}

/**
 * @param devServer address of the development server, which may stand on this machine only; undefined in the built program
 */
export function createAppPage(devServer?: string): AppPage {
  const dev = devServer === undefined ? null : loopbackOrigin(devServer);
  const owns = (url: string): boolean => {
    const parsed = parse(url);
    if (parsed === null || parsed.username !== '' || parsed.password !== '') return false;
    return isAppUrl(parsed) || (dev !== null && parsed.origin === dev.origin);
  };
  const mayLoad = (url: string): boolean => {
    if (url.startsWith('blob:')) return owns(url.slice('blob:'.length));
    if (url.startsWith('data:')) return true;
    const parsed = parse(url);
    // The development server tells the page about changes over a web socket.
    const isDevSocket = dev !== null && parsed?.protocol === 'ws:' && parsed.host === dev.host;
    return owns(url) || isDevSocket || (dev !== null && parsed?.protocol === 'devtools:');
  };
  return { origin: dev?.origin ?? APP_ORIGIN, owns, mayLoad };
}

/** A scheme of our own has no `origin` in Node's parser, so its parts are compared one by one. */
function isAppUrl({ protocol, hostname, port }: URL): boolean {
  return protocol === `${APP_SCHEME}:` && hostname === APP_HOST && port === '';
}

function loopbackOrigin(address: string): URL {
  const parsed = new URL(address);
  if (!['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname)) throw new Error('The development server must stand on this machine.');
  return parsed;
}

function parse(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}
