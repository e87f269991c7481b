import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Appliance, startAppliance } from './appliance.ts';
import { launchBrowser } from './launch-browser.ts';
import { madePlant } from './made-plants.ts';
import { ADMIN, asAdmin, type Plant } from './plant.ts';
import { type Watch, watchContext } from './watch-page.ts';

/** As long as a busy machine with two cores may take for anything a person waits for. */
const PATIENCE_MS = 90_000;
const SIZE = { width: 1440, height: 900 };

export interface OpenOptions extends BrowserContextOptions {
  /** Who is signed in: the admin unless given, nobody for null. */
  as?: string | null;
  /** Another appliance than the file's. */
  of?: Appliance;
  /** The screen to open. */
  at?: string;
  /** Kept preferences: scheme, density, language. */
  prefer?: Record<string, string>;
}

/** One appliance and one browser for the tests of a file. */
export interface Bench {
  readonly appliance: Appliance;
  readonly plant: Plant;
  /** A page in a browser context of its own, which may not offend against what `watchContext` watches. */
  open(options?: OpenOptions): Promise<Page>;
}

interface Wanted {
  /** `none` leaves first run to the test. */
  plant: 'none' | 'empty' | 'sample';
  /** Origins that the appliance and its pages may contact. */
  outbound?: readonly string[];
}

/** Starts what a file's tests share, and fails a test whose pages offend. To be called once, at the top of the file. */
export function useBench({ plant: wanted, outbound = [] }: Wanted): Bench {
  let appliance: Appliance | null = null;
  let plant: Plant | null = null;
  let browser: Browser | null = null;
  let opened: { context: BrowserContext; watch: Watch }[] = [];

  beforeAll(async () => {
    const made = wanted === 'none' ? null : await madePlant(wanted);
    [appliance, browser] = await Promise.all([startAppliance({ outbound, ...(made === null ? {} : { over: made.dataDirectory }) }), launchBrowser()]);
    if (made !== null) plant = asAdmin(appliance, made.token);
  });
  afterEach(async () => {
    const done = opened;
    opened = [];
    await Promise.all(done.map(({ context }) => context.close()));
    expect(done.flatMap(({ watch }) => watch.offences)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await appliance?.remove();
  });

  const present = <T>(thing: T | null): T => {
    if (thing === null) throw new Error('The bench is not ready before the first test');
    return thing;
  };
  return {
    get appliance() {
      return present(appliance);
    },
    get plant() {
      return present(plant);
    },
    async open({ as = wanted === 'none' ? null : ADMIN, at = '/', prefer, of, ...options } = {}) {
      const { url } = of ?? present(appliance);
      const context = await present(browser).newContext({ viewport: SIZE, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce', ...kept(url, prefer), ...options });
      context.setDefaultTimeout(PATIENCE_MS);
      opened.push({ context, watch: await watchContext(context, () => url, outbound) });
      if (as !== null) await context.addCookies([{ name: 'millwright_session', value: await present(plant).session(as), url, httpOnly: true, sameSite: 'Strict' }]);
      const page = await context.newPage();
      await page.goto(`${url}/#${at}`);
      return page;
    },
  };
}

function kept(url: string, preferences: Record<string, string> | undefined): Pick<BrowserContextOptions, 'storageState'> {
  if (preferences === undefined) return {};
  return { storageState: { cookies: [], origins: [{ origin: url, localStorage: [{ name: 'millwright.preferences', value: JSON.stringify(preferences) }] }] } };
}
