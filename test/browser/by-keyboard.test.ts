import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { answerOf, question, sourcePanel } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { ADMIN, PASSWORD } from './support/plant.ts';

const bench = useBench({ plant: 'sample' });
/** More stops than any screen has before what a person wants. */
const MOST_STOPS = 60;

/** How what has the focus is called: by itself, by its label, or by what it holds. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement;
    const labels = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? [...(at.labels ?? [])].map((label) => label.textContent) : [];
    const labelledBy = (at?.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent);
    return [at?.getAttribute('aria-label'), ...labelledBy, ...labels, at?.textContent].filter(Boolean).join(' ');
  });

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (name.test(await focused(page))) return;
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
  const map = page.getByRole('dialog', { name: 'Keyboard map' });
  await map.getByText('Go to Ask, Search, Documents, Plans, Approvals, Models, Admin').waitFor();
  await page.keyboard.press('Escape');
  await map.waitFor({ state: 'detached' });
  await page.keyboard.press('Alt+Shift+Digit7');
  await page.getByRole('link', { name: 'Admin', exact: true }).and(page.locator('[aria-current="page"]')).waitFor();
});

test('a person is added, given a clearance and disabled without a mouse', async () => {
  const page = await bench.open({ at: '/admin/people' });
  await page.getByRole('button', { name: 'Add a person' }).waitFor();
  await tabTo(page, /^Add a person/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).waitFor();
  await tabTo(page, /^Name/);
  await page.keyboard.type('Kay Board');
  await tabTo(page, /^First password/);
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText('Kay Board is added.').waitFor();

  await page.goto(`${bench.appliance.url}/#/admin/policy`);
  await page.getByRole('combobox', { name: 'Clearance of Kay Board' }).waitFor();
  await tabTo(page, /^Clearance of Kay Board/);
  await page.keyboard.press('Enter');
  await page.getByRole('listbox').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('Saved. It counts from the next request.').waitFor();
  await page.getByRole('row', { name: /Kay Board/ }).getByRole('cell').last().getByText('Public').waitFor();

  await page.goto(`${bench.appliance.url}/#/admin/people`);
  await page.getByRole('button', { name: 'Disable Kay Board' }).waitFor();
  await tabTo(page, /^Disable Kay Board/);
  await page.keyboard.press('Enter');
  await page.getByText('Kay Board is disabled.').waitFor();
});

test('an entry of the record is found, read and left again without a mouse, and the record checked', async () => {
  const page = await bench.open({ at: '/admin/audit' });
  const list = page.getByRole('region', { name: 'Entries' });
  await list.getByRole('button').first().waitFor();
  await tabTo(page, /^Event/);
  await page.keyboard.press('Enter');
  await page.getByRole('listbox').waitFor();
  // Letters typed too slowly begin another word.
  for (let options = 0; options < 200 && (await focused(page)) !== 'doc.ingestion'; options += 1) await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe('doc.ingestion');
  await page.keyboard.press('Enter');
  await page.locator('[role=listbox]').waitFor({ state: 'detached' });
  await list.getByRole('button', { name: /tenant\.created|audit\.read/ }).first().waitFor({ state: 'detached' });
  await tabTo(page, /doc\.ingestion.*done/);
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-row'))).toBe('1');
  const entry = await focused(page);
  await page.keyboard.press('Enter');
  const opened = page.getByRole('region', { name: /^Entry \d+/ });
  await opened.waitFor();
  await expect.poll(() => focused(page)).toMatch(/^Entry \d+/);
  await tabTo(page, /^Close/);
  await page.keyboard.press('Escape');
  await opened.waitFor({ state: 'detached' });
  expect(await focused(page)).toBe(entry);
  await tabTo(page, /^Check the record/);
  await page.keyboard.press('Enter');
  await page.getByText(/The record is whole: \d+ entries/).waitFor();
});

test('personal data is tried out and its treatment changed without a mouse', async () => {
  const page = await bench.open({ at: '/admin/personal-data' });
  await page.getByRole('combobox', { name: 'When there is personal data' }).waitFor();
  await tabTo(page, /^When there is personal data/);
  await page.keyboard.press('ArrowDown');
  await page.getByRole('listbox').waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.getByText('Saved. It counts from the next question.').first().waitFor();
  await tabTo(page, /^Text\b/);
  await page.keyboard.type('Write to bo@larkfield.example.');
  await page.getByRole('region', { name: 'The text, with what was found' }).locator('mark').first().waitFor();
});
