import type { Locator, Page } from 'playwright-core';

/** Types a question as a person does and sends it. */
export async function ask(page: Page, question: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your question' }).fill(question);
  await page.getByRole('button', { name: 'Send' }).click();
}

/** The latest finished answer of this kind. */
export const answerOf = (page: Page, mode: 'generated' | 'passages' | 'nothing'): Locator => page.locator(`article[data-mode="${mode}"]`).last();

export const question = (page: Page): Locator => page.getByRole('textbox', { name: 'Your question' });

export const conversations = (page: Page): Locator => page.getByRole('navigation', { name: 'Conversations' });

export const sourcePanel = (page: Page): Locator => page.getByRole('complementary', { name: 'Source' });
