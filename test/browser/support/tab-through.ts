import type { Page } from 'playwright-core';

/** More stops than any screen has. */
const MOST_STOPS = 1_000;
/** Stops between two looks at how far it got: looking costs more than a stop. */
const AT_ONCE = 8;
/** Walks through a page that goes on changing. */
const MOST_WALKS = 5;

/** What a person without a mouse would miss on a page. */
export interface Missed {
  /** Controls that Tab never comes to, nor the arrows from where Tab comes. */
  unreached: string[];
  /** What looks as if it could be clicked and is no control. */
  mouseOnly: string[];
  /** Stops that do not show that they have the focus. */
  unseen: string[];
}

/**
 * Goes through a page by Tab alone, from its beginning to its end or once around a dialog, and again where controls came meanwhile.
 * Throws where neither the end comes nor what the focus was at before.
 */
export async function tabThrough(page: Page): Promise<Missed> {
  const controls = await page.evaluateHandle(knowControls);
  for (let walks = 1; ; walks += 1) {
    const before = await controls.evaluateHandle(({ all }) => new Set(all()));
    const unseen = await walk(page);
    const missed = { ...(await page.evaluate(leftOut, controls)), unseen };
    const changed = await page.evaluate(([{ all }, known]) => all().some((control) => !known.has(control)), [controls, before] as const);
    if (!changed || missed.unreached.length === 0 || walks === MOST_WALKS) return missed;
  }
}

/** The stops that do not show that they have the focus. */
async function walk(page: Page): Promise<string[]> {
  const watched = await page.evaluateHandle(watchFocus);
  try {
    for (let stops = 0; !(await watched.evaluate(({ over }) => over)); stops += AT_ONCE) {
      if (stops > MOST_STOPS) throw new Error(`Tab goes on for ever, at last at ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 160))}`);
      for (let nth = 0; nth < AT_ONCE; nth += 1) await page.keyboard.press('Tab');
    }
    return await watched.evaluate(({ unseen }) => unseen);
  } finally {
    await watched.evaluate(({ stop }) => stop());
  }
}

/**
 * Marks each element that gets the focus, and notes those that do not show it, until the page ends or one comes again. The focus
 * does not leave the page: the browser's own controls would give it back whenever they come to it, to what it was at before.
 */
function watchFocus(): { over: boolean; unseen: string[]; stop(): void } {
  const edge = (tabIndex: number): HTMLElement => Object.assign(document.createElement('span'), { tabIndex });
  const [start, end] = [edge(-1), edge(0)];
  const watched = {
    over: false,
    unseen: [] as string[],
    stop() {
      document.removeEventListener('focusin', note);
      document.removeEventListener('keydown', press, { capture: true });
      start.remove();
      end.remove();
    },
  };
  const shows = (element: Element): boolean => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return element.matches('.Mui-focused, .Mui-focusVisible') || (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  };
  let tabbed = false;
  function press(event: Event): void {
    tabbed = true;
    if (watched.over) event.preventDefault();
  }
  function note(): void {
    const at = document.activeElement;
    // A dialog takes back the focus that is taken from it below, which is no stop of Tab.
    if (!tabbed || at === null || at === document.body || watched.over) return;
    watched.over = at === end || at.hasAttribute('data-reached');
    at.setAttribute('data-reached', '');
    // A field of MUI shows it on the frame around it, and sets that after this event.
    queueMicrotask(() => {
      const frames = [at, at.closest('.Mui-focused, .Mui-focusVisible'), at.parentElement, at.nextElementSibling].filter((each) => each !== null);
      if (!watched.over && document.activeElement === at && !frames.some(shows)) watched.unseen.push(at.outerHTML.slice(0, 160));
    });
  }
  for (const each of document.querySelectorAll('[data-reached]')) each.removeAttribute('data-reached');
  document.body.prepend(start);
  document.body.append(end);
  start.focus();
  document.addEventListener('focusin', note);
  document.addEventListener('keydown', press, { capture: true });
  return watched;
}

interface Controls {
  readonly selector: string;
  offered(element: Element): boolean;
  /** Those that are offered now. */
  all(): Element[];
}

function knowControls(): Controls {
  const selector = 'a[href], button, summary, input, select, textarea, [role="button"], [role="tab"], [role="checkbox"], [role="switch"], [role="combobox"], [role="link"], [role="slider"]';
  const offered = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true }) && !element.matches(':disabled, [aria-disabled="true"], [type="hidden"]') && element.closest('[aria-hidden="true"], [inert]') === null;
  return { selector, offered, all: () => [...document.querySelectorAll(selector)].filter(offered) };
}

function leftOut({ selector, offered, all }: Controls): { unreached: string[]; mouseOnly: string[] } {
  /** Tab comes to these once, and arrows go on inside. */
  const COMPOSITES = '.MuiToggleButtonGroup-root, [data-virtuoso-scroller], [role="tablist"], [role="grid"], [role="radiogroup"], [role="toolbar"], [role="listbox"], [role="menu"], [role="tree"]';
  const name = (element: Element): string => element.outerHTML.slice(0, 160);
  const reached = (element: Element): boolean => {
    if (element.hasAttribute('data-reached')) return true;
    const whole = element.closest(COMPOSITES);
    if (whole !== null && (whole.hasAttribute('data-reached') || whole.querySelector('[data-reached]') !== null)) return true;
    // The arrow at the end of a field with suggestions: the field's own keys do the same.
    return element.matches('[tabindex="-1"]') && element.parentElement?.parentElement?.querySelector('input[data-reached]') !== null;
  };
  const clickable = [...document.querySelectorAll('body *')].filter(
    (element) => offered(element) && getComputedStyle(element).cursor === 'pointer' && element.closest(`${selector}, label, ${COMPOSITES}, [tabindex="0"]`) === null && element.querySelector(selector) === null && element.children.length === 0,
  );
  return { unreached: all().filter((element) => !reached(element)).map(name), mouseOnly: clickable.map(name) };
}
