import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

const IMAGES = resolve(import.meta.dirname, '../../../docs/images');

/** Takes a picture for the README from the running product; only where `MILLWRIGHT_PICTURES` asks for it, since the pictures are kept files. */
export async function takePicture(page: Page, name: 'ask' | 'documents' | 'models' | 'audit' | 'search' | 'revisions' | 'measuring' | 'approvals'): Promise<void> {
  if (process.env['MILLWRIGHT_PICTURES'] !== '1') return;
  await page.screenshot({ path: join(IMAGES, `${name}.png`), caret: 'hide' });
}
