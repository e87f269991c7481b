import type { Page } from 'playwright-core';

/** Pixels (WCAG 2.2, 2.5.5). */
const LEAST = 44;

/** Controls that cannot be pressed all over a square of {@link LEAST} pixels around their middle, but for those that stand within a text. */
export const tooSmall = (page: Page): Promise<string[]> =>
  page.evaluate((least) => {
    const reach = least / 2 - 0.5;
    const within = (element: Element): boolean => [...(element.parentElement?.childNodes ?? [])].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '');
    const pressed = (element: Element): Element => element.closest('label') ?? element.closest('.MuiInputBase-root') ?? element;
    const hits = (target: Element, x: number, y: number): boolean => {
      const hit = document.elementFromPoint(x, y);
      return hit === null || target.contains(hit);
    };
    const controls = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [role="tab"], [role="combobox"], [role="menuitem"], [role="option"]')];
    return controls.flatMap((element) => {
      const target = pressed(element);
      target.scrollIntoView({ block: 'center', inline: 'center' });
      const { x, y, width, height } = target.getBoundingClientRect();
      const seen = element.checkVisibility({ visibilityProperty: true }) && width > 2 && height > 2 && !element.matches(':disabled, [aria-disabled="true"], [aria-hidden="true"]');
      if (!seen || within(element)) return [];
      const [middleX, middleY] = [x + width / 2, y + height / 2];
      const tall = height >= least - 0.5 || (hits(target, middleX, middleY - reach) && hits(target, middleX, middleY + reach));
      const wide = width >= least - 0.5 || (hits(target, middleX - reach, middleY) && hits(target, middleX + reach, middleY));
      return tall && wide ? [] : [`${Math.round(width)} x ${Math.round(height)}: ${element.outerHTML.slice(0, 160)}`];
    });
  }, LEAST);
