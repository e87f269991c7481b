import { RPCLink } from '@orpc/client/message-port';
import type { Link } from './client.ts';

interface PortContext extends Record<PropertyKey, unknown> {
  token: string | null;
}

const PORT_MESSAGE = 'millwright:port';

function linkOver(port: MessagePort): RPCLink<PortContext> {
  const link = new RPCLink<PortContext>({
    port,
    headers: ({ context }) => (context.token === null ? {} : { authorization: `Bearer ${context.token}` }),
  });
  port.start();
  return link;
}

/**
 * Calls over the message port that the desktop's preload script hands to the page. A new port replaces the old one (the core was
 * started again); calls made before the first port wait for it.
 */
export function createPortLink(page: Window): Link {
  let arrived: (link: RPCLink<PortContext>) => void = () => undefined;
  let link = new Promise<RPCLink<PortContext>>((resolve) => (arrived = resolve));
  page.addEventListener('message', (event: MessageEvent<unknown>) => {
    const port = event.ports[0];
    if (event.source !== page || event.data !== PORT_MESSAGE || port === undefined) return;
    const next = linkOver(port);
    arrived(next);
    link = Promise.resolve(next);
  });
  return {
    call: async (path, input, { signal, token }) => (await link).call(path, input, { signal, context: { token } }),
  };
}
