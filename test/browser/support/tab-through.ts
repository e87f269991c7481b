import type { Page } from 'playwright-core';

/** More stops than any screen has. */
const MOST_STOPS = 1_000;
/** Stops between two looks at how far it got: looking costs more than a stop. */
const AT_ONCE = 8;

/** What a person without a mouse would miss on a page. */
export interface Missed {
  /** Controls that Tab never comes to, nor the arrows from where Tab comes. */
  unreached: string[];
  /** What looks as if it could be clicked and is no control. */
  mouseOnly: string[];
  /** Stops that do not show that they have the focus. */
  unseen: string[];
}

/** Goes through a page by Tab alone, once around. Throws where the focus never comes back to where it was. */
export async function tabThrough(page: Page): Promise<Missed> {
  const walk = await page.evaluateHandle(watchFocus);
  for (let stops = 0; !(await walk.evaluate(({ around }) => around)); stops += AT_ONCE) {
    if (stops > MOST_STOPS) throw new Error(`Tab goes on for ever, at last at ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 160))}`);
    for (let nth = 0; nth < AT_ONCE; nth += 1) await page.keyboard.press('Tab');
  }
  const unseen = await walk.evaluate(({ unseen: stops, stop }) => {
    stop();
    return stops;
  });
  return { ...(await page.evaluate(leftOut)), unseen };
}

/** Marks each element that gets the focus, and notes those that do not show it, until one comes again. */
function watchFocus(): { around: boolean; unseen: string[]; stop(): void } {
  const walk = { around: false, unseen: [] as string[], stop: () => document.removeEventListener('focusin', note) };
  const shows = (element: Element): boolean => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return element.matches('.Mui-focused, .Mui-focusVisible') || (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  };
  let tabbed = false;
  document.addEventListener('keydown', () => (tabbed = true), { capture: true, once: true });
  function note(): void {
    const at = document.activeElement;
    // A dialog takes back the focus that is taken from it below, which is no stop of Tab.
    if (!tabbed || at === null || at === document.body || walk.around) return;
    walk.around = at.hasAttribute('data-reached');
    at.setAttribute('data-reached', '');
    // A field of MUI shows it on the frame around it, and sets that after this event.
    queueMicrotask(() => {
      const frames = [at, at.closest('.Mui-focused, .Mui-focusVisible'), at.parentElement, at.nextElementSibling].filter((each) => each !== null);
      if (!walk.around && document.activeElement === at && !frames.some(shows)) walk.unseen.push(at.outerHTML.slice(0, 160));
    });
  }
  for (const each of document.querySelectorAll('[data-reached]')) each.removeAttribute('data-reached');
  (document.activeElement as HTMLElement | null)?.blur();
  document.addEventListener('focusin', note);
  return walk;
}

function leftOut(): { unreached: string[]; mouseOnly: string[] } {
  const CONTROLS = 'a[href], button, summary, input, select, textarea, [role="button"], [role="tab"], [role="checkbox"], [role="switch"], [role="combobox"], [role="link"], [role="slider"]';
  /** Tab comes to these once, and arrows go on inside. */
  const COMPOSITES = '.MuiToggleButtonGroup-root, [data-virtuoso-scroller], [role="tablist"], [role="grid"], [role="radiogroup"], [role="toolbar"], [role="listbox"], [role="menu"], [role="tree"]';
  const name = (element: Element): string => element.outerHTML.slice(0, 160);
  const offered = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true }) && !element.matches(':disabled, [aria-disabled="true"], [type="hidden"]') && element.closest('[aria-hidden="true"], [inert]') === null;
  const reached = (element: Element): boolean => {
    if (element.hasAttribute('data-reached')) return true;
    const whole = element.closest(COMPOSITES);
    if (whole !== null && (whole.hasAttribute('data-reached') || whole.querySelector('[data-reached]') !== null)) return true;
    // The arrow at the end of a field with suggestions: the field's own keys do the same.
    return element.matches('[tabindex="-1"]') && element.parentElement?.parentElement?.querySelector('input[data-reached]') !== null;
  };
  const controls = [...document.querySelectorAll(CONTROLS)].filter(offered);
  const clickable = [...document.querySelectorAll('body *')].filter(
    (element) => offered(element) && getComputedStyle(element).cursor === 'pointer' && element.closest(`${CONTROLS}, label, ${COMPOSITES}, [tabindex="0"]`) === null && element.querySelector(CONTROLS) === null && element.children.length === 0,
  );
  return { unreached: controls.filter((element) => !reached(element)).map(name), mouseOnly: clickable.map(name) };
}
