import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { watchContext, type Watch } from './watch-page.ts';

/** Seats that are kept empty: each is a process of the browser. */
const MOST_FREE = 3;
/** One that does not let go is closed instead. */
const LEAVE_MS = 10_000;
const SIZE = { width: 1440, height: 900 };
/** As long as a busy machine with two cores may take for anything a person waits for. */
const PATIENCE_MS = 90_000;
/** An address of the appliance that shows no screen. */
const NOWHERE = '/v1/health';

/** Where and how somebody sits down. */
export interface Place {
  /** Address of the appliance. */
  url: string;
  options: BrowserContextOptions;
  /** Kept preferences: scheme, density, language. */
  prefer: Record<string, string> | undefined;
  /** Whose session it is; null where nobody is signed in. */
  token: string | null;
}

interface Seat extends Pick<Place, 'url' | 'options'> {
  context: BrowserContext;
  page: Page;
  watch: Watch;
}

/**
 * Browser contexts with a page each. A new page costs a browser seconds of work, so the next who sits down finds the one that was left
 * before: without its session, its storage or anything it showed, as a person would find a machine that somebody else has left.
 */
export interface Seats {
  take(place: Place): Promise<Page>;
  /** Everybody leaves; gives what their pages offended against. A seat that is not fit to be `kept` is closed. */
  leave(kept: boolean): Promise<string[]>;
}

export function createSeats(browser: () => Browser, outbound: readonly string[]): Seats {
  let taken: Seat[] = [];
  let free: Seat[] = [];

  async function setUp({ url, options }: Place): Promise<Seat> {
    const context = await browser().newContext({ viewport: SIZE, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const watch = await watchContext(context, () => url, outbound);
    const page = await context.newPage();
    await page.goto(`${url}${NOWHERE}`);
    return { url, options, context, page, watch };
  }

  async function clear({ url, options, context, page, watch }: Seat): Promise<void> {
    for (const other of context.pages()) if (other !== page) await other.close();
    page.removeAllListeners('request');
    await page.goto(`${url}${NOWHERE}`, { timeout: LEAVE_MS });
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    await context.clearCookies();
    await context.clearPermissions();
    await page.emulateMedia({ colorScheme: null, contrast: null, reducedMotion: 'reduce' });
    await page.setViewportSize(options.viewport ?? SIZE);
    watch.take();
  }

  return {
    async take(place) {
      const { url, options, prefer, token } = place;
      const left = free.find((seat) => seat.url === url && JSON.stringify(seat.options) === JSON.stringify(options));
      free = free.filter((seat) => seat !== left);
      const seat = left ?? (await setUp(place));
      taken.push(seat);
      if (token !== null) await seat.context.addCookies([{ name: 'millwright_session', value: token, url, httpOnly: true, sameSite: 'Strict' }]);
      if (prefer !== undefined) await seat.page.evaluate((kept) => localStorage.setItem('millwright.preferences', kept), JSON.stringify(prefer));
      return seat.page;
    },
    async leave(kept) {
      const leaving = taken;
      taken = [];
      const offences = leaving.flatMap(({ watch }) => watch.take());
      for (const seat of leaving) {
        const fit = kept && free.length < MOST_FREE && (await clear(seat).then(() => true, () => false));
        if (fit) free.push(seat);
        else await seat.context.close();
      }
      return offences;
    },
  };
}
