import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { answerOf, question, sourcePanel } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { ADMIN, PASSWORD } from './support/plant.ts';

const bench = useBench({ plant: 'sample' });
/** More stops than any screen has before what a person wants. */
const MOST_STOPS = 60;

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    const called = await page.evaluate(() => {
      const element = document.activeElement;
      return element === null ? '' : `${element.getAttribute('aria-label') ?? ''} ${element.textContent ?? ''}`;
    });
    if (name.test(called)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${name.source}`);
}

test('from sign-in to the cited page without a mouse', async () => {
  const page = await bench.open({ as: null });
  await page.getByRole('textbox', { name: 'Name' }).waitFor();
  await page.keyboard.type(ADMIN);
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');

  await question(page).waitFor();
  await expect.poll(() => question(page).evaluate((box) => box === document.activeElement)).toBe(true);
  await page.keyboard.type('What is the torque of the impeller nut of pump P-101A?');
  await page.keyboard.press('Enter');
  await answerOf(page, 'passages').waitFor();
  await tabTo(page, /^Source 1: MAN-P101/);
  await page.keyboard.press('Enter');
  await sourcePanel(page).locator('section[data-page="4"][data-state="drawn"]').waitFor();
  await page.keyboard.press('Escape');
  await sourcePanel(page).waitFor({ state: 'detached' });
});

test('search is driven with the arrows, and Enter opens the page', async () => {
  const page = await bench.open({ at: '/search' });
  await page.getByRole('searchbox').or(page.getByRole('combobox')).first().waitFor();
  await page.keyboard.type('cavitation');
  await page.keyboard.press('Enter');
  await page.getByText('MAN-P101').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await sourcePanel(page).waitFor();
});

test('the command palette and the keyboard map open by key and give the focus back', async () => {
  const page = await bench.open({ at: '/ask' });
  await question(page).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('Documents');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard map' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});
