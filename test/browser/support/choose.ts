import type { Page } from 'playwright-core';

/** Chooses options of a field that takes several. */
export async function choose(page: Page, field: string, options: readonly string[]): Promise<void> {
  const box = page.getByRole('combobox', { name: field });
  for (const option of options) {
    await box.fill(option);
    await page.getByRole('option', { name: option, exact: true }).click();
  }
  await box.press('Escape');
}
