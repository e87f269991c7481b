import type { Locator } from 'playwright-core';

/** As wide as a phone. */
export const NARROW = { width: 400, height: 800 };

/** The texts of those elements that stick out of the window, or whose words stick out of themselves. */
export const cutOff = (elements: Locator): Promise<string[]> =>
  elements.evaluateAll((all) =>
    all.flatMap((element) => {
      const { left, right } = element.getBoundingClientRect();
      return left < 0 || right > innerWidth || element.scrollWidth > element.clientWidth + 1 ? [element.textContent ?? ''] : [];
    }),
  );
