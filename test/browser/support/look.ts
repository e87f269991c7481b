import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Keeps a picture of a page for whoever wants to look at it, in the folder that `MILLWRIGHT_LOOK` names. */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['MILLWRIGHT_LOOK'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}
