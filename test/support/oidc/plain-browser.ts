/** A browser without scripts: cookies, redirections and forms, as far as a provider's pages need them. */
export interface PlainBrowser {
  /** Opens an address and follows redirections, until a page or an address for which `stop` holds. */
  open(address: string, stop?: (url: URL) => boolean): Promise<Visited>;
  /** Sends the form of a page, its hidden fields with these. */
  submit(page: Visited, fields: Record<string, string>, stop?: (url: URL) => boolean): Promise<Visited>;
}

export interface Visited {
  url: URL;
  status: number;
  html: string;
}

const MOST_HOPS = 12;

export function createPlainBrowser(): PlainBrowser {
  const cookies = new Map<string, string>();

  async function go(address: string, init: RequestInit, stop: (url: URL) => boolean): Promise<Visited> {
    let [next, how] = [address, init];
    for (let hops = 0; hops < MOST_HOPS; hops++) {
      const answer = await fetch(next, { ...how, redirect: 'manual', headers: { ...how.headers, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } });
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      const location = answer.headers.get('location');
      if (location === null) return { url: new URL(next), status: answer.status, html: await answer.text() };
      const url = new URL(location, next);
      if (stop(url)) return { url, status: answer.status, html: '' };
      [next, how] = [url.href, {}];
    }
    throw new Error('too many redirections');
  }

  return {
    open: (address, stop = () => false) => go(address, {}, stop),
    submit(page, fields, stop = () => false) {
      const action = attribute(/<form[^>]*>/.exec(page.html)?.[0] ?? '', 'action');
      if (action === null) throw new Error(`no form at ${page.url.href}: ${page.html.slice(0, 500)}`);
      const hidden = [...page.html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => [attribute(input, 'name') ?? '', attribute(input, 'value') ?? '']);
      const body = new URLSearchParams({ ...(Object.fromEntries(hidden) as Record<string, string>), ...fields });
      return go(new URL(action, page.url).href, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: body.toString() }, stop);
    },
  };
}

function attribute(tag: string, name: string): string | null {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&') ?? null;
}
