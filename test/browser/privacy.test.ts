import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { answerOf, ask } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { look } from './support/look.ts';

const bench = useBench({ plant: 'sample' });
const HELD = 'A claim against the plant is pending.';
const WHY = 'The night shift reported a wrong limit for P-101.';

beforeAll(async () => {
  await bench.plant.addPerson('Bo Lind', 'user');
  await bench.plant.addPerson('Di Moe', 'user');
});

/** A screen of its own in each scheme, for whoever looks. */
async function lookInBoth(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await look(page, `privacy-${name}-${scheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

async function openData(page: Page, name: string) {
  await page.getByRole('button', { name: `More for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Data of this person' }).click();
  return page.getByRole('dialog', { name: `Data of ${name}` });
}

/** How much of it can be seen without scrolling, 0..1. */
const shownOf = (what: Locator): Promise<number> =>
  what.evaluate((element) => new Promise((resolve) => new IntersectionObserver(([entry]) => resolve(entry?.intersectionRatio ?? 0)).observe(element)));

test('an admin exports a person, cannot erase them while they are held, releases them and erases them by their typed name', async () => {
  const theirs = await bench.open({ as: 'Bo Lind', at: '/ask' });
  await ask(theirs, 'What is the differential head of P-101?');
  await answerOf(theirs, 'passages').waitFor();

  const page = await bench.open({ at: '/admin/people' });
  const data = await openData(page, 'Bo Lind');
  await data.getByText('Messages').waitFor();
  await lookInBoth(page, 'person');

  const downloading = page.waitForEvent('download');
  await data.getByRole('button', { name: 'Export' }).click();
  const files = unzipSync(new Uint8Array(await readFile(await (await downloading).path())));
  expect(strFromU8(files['messages.json'] ?? new Uint8Array())).toContain('differential head of P-101');
  await data.getByText('The archive of Bo Lind is saved').waitFor();

  await data.getByRole('textbox', { name: 'Reason' }).fill(HELD);
  await data.getByRole('button', { name: 'Put under hold' }).click();
  await page.getByText('A legal hold is on Bo Lind.').waitFor();
  await data.getByText(HELD).waitFor();
  await data.getByRole('button', { name: 'Erase…' }).click();
  const confirm = page.getByRole('dialog', { name: 'Erase Bo Lind for good?' });
  expect(await confirm.getByRole('button', { name: 'Erase for good' }).isDisabled()).toBe(true);
  await confirm.getByRole('textbox').fill('Bo Lind');
  await lookInBoth(page, 'confirm');
  await confirm.getByRole('button', { name: 'Erase for good' }).click();
  await expect.poll(() => shownOf(data.getByText('A legal hold is on this person'))).toBe(1);
  await lookInBoth(page, 'refused');

  await data.getByRole('textbox', { name: 'Reason' }).fill('The claim was settled.');
  await data.getByRole('button', { name: 'Release' }).click();
  await page.getByText('Bo Lind is released from legal hold.').waitFor();
  await expect.poll(() => data.getByText('A legal hold is on this person').count()).toBe(0);
  await data.getByRole('button', { name: 'Erase…' }).click();
  await confirm.getByRole('textbox').fill('Bo Lind');
  await confirm.getByRole('button', { name: 'Erase for good' }).click();
  await page.getByText(/Bo Lind was erased and is now called erased-/).waitFor();
  const row = page.getByRole('row', { name: /erased-/ });
  await row.getByText('Erased', { exact: true }).waitFor();
  expect(await row.getByRole('button', { name: /password|Enable|Disable/ }).count()).toBe(0);
  await lookInBoth(page, 'people');

  await theirs.reload();
  await theirs.getByRole('heading', { name: /Sign in to/ }).waitFor();
  await page.goto(`${bench.appliance.url}/#/admin/holds`);
  await page.getByRole('table', { name: 'Legal holds' }).getByText(/^erased-/).waitFor();
  await lookInBoth(page, 'holds');
});

test('an admin opens a conversation for a reason, and its owner is told', async () => {
  const theirs = await bench.open({ as: 'Di Moe', at: '/ask' });
  await ask(theirs, 'What is the differential head of P-101?');
  await answerOf(theirs, 'passages').waitFor();

  const page = await bench.open({ at: '/admin/opened' });
  await page.getByRole('button', { name: 'Open a conversation' }).click();
  const form = page.getByRole('dialog', { name: 'Open a conversation' });
  await form.getByRole('combobox', { name: 'Whose conversation' }).click();
  await page.getByRole('option', { name: 'Di Moe' }).click();
  await form.getByRole('combobox', { name: 'Which conversation' }).click();
  const offered = page.getByRole('option');
  expect(await offered.allInnerTexts()).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d, 2 messages$/)]);
  await offered.click();
  const open = form.getByRole('button', { name: 'Open and tell Di Moe' });
  expect(await open.isDisabled()).toBe(true);
  await form.getByRole('textbox', { name: 'Why it has to be opened' }).fill(WHY);
  await lookInBoth(page, 'opening');
  await open.click();
  const opened = page.getByRole('dialog', { name: 'Conversation of Di Moe' });
  await opened.getByText('What is the differential head of P-101?').first().waitFor();
  await lookInBoth(page, 'opened');
  await opened.getByRole('button', { name: 'Close' }).click();
  const row = page.getByRole('table', { name: 'Opened' }).getByRole('row', { name: new RegExp(WHY) });
  await row.getByText('not seen yet').waitFor();
  await lookInBoth(page, 'openings');

  await theirs.reload();
  const notices = theirs.getByRole('region', { name: 'Others have read what is yours' });
  await notices.getByText('Anna Berg opened a conversation of yours').waitFor();
  await notices.getByText(WHY).waitFor();
  await lookInBoth(theirs, 'notice');
  await notices.getByRole('button', { name: /I have seen it/ }).click();
  await notices.waitFor({ state: 'detached' });
  await page.reload();
  await row.waitFor();
  expect(await row.getByText('not seen yet').count()).toBe(0);
});
