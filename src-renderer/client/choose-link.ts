import type { Link } from './client.ts';
import { createHttpLink } from './http-link.ts';
import { createPortLink } from './port-link.ts';

/** The desktop's preload script announces itself as `window.millwright`; everywhere else the page came over HTTP. */
export function chooseLink(page: Window): Link {
  return 'millwright' in page ? createPortLink(page) : createHttpLink(page.location.origin);
}
