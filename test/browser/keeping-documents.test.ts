import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { answerOf, ask, sourcePanel } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { takePicture } from './support/picture.ts';

const SAMPLE = resolve(import.meta.dirname, '../../resources/sample-plant');
const OLD = 'SOP-EVP-014_Rev-B_Evaporator-Start-up-and-Shutdown.pdf';
const NEW = 'SOP-EVP-014_Rev-C_Evaporator-Start-up-and-Shutdown.pdf';
const QUESTION = 'By how many °C per minute may the first effect of the evaporator warm?';
const bench = useBench({ plant: 'empty' });

beforeAll(async () => {
  await bench.plant.addPerson('Bo Lind', 'user');
  await bench.plant.upload(OLD, await readFile(join(SAMPLE, OLD)));
  await bench.plant.upload('pumps.md', '# Pumps\n\nThe seal of pump P-7 is changed every spring.');
  await bench.plant.upload('boilers.md', '# Boilers\n\nThe seal of boiler B-3 is changed every autumn.');
  await bench.plant.untilRead(3);
  await bench.plant.describe(OLD, { revision: 'B', type: 'procedure' });
});

const row = (page: Page, name: string): Locator => page.getByRole('grid', { name: 'Documents' }).getByRole('row').filter({ hasText: name });
const tab = (page: Page, name: string): Locator => sourcePanel(page).getByRole('tab', { name });

async function openDocument(page: Page, name: string): Promise<Locator> {
  await row(page, name).getByText(name).click();
  const panel = sourcePanel(page);
  await panel.getByRole('region', { name: `Document ${name}` }).waitFor();
  return panel;
}

test('the table of contents opens the page where a heading stands', async () => {
  const page = await bench.open({ at: '/documents' });
  const panel = await openDocument(page, OLD);
  await tab(page, 'Contents').click();
  const entry = panel.getByRole('list', { name: 'Contents' }).getByRole('button', { name: /page 3/ }).first();
  await entry.click();
  await expect.poll(() => panel.locator('section[data-page="3"]').evaluate((element) => element.getBoundingClientRect().top < innerHeight / 2 && element.getBoundingClientRect().bottom > 0)).toBe(true);
});

test('a new revision takes over: the old answer says so, its reader is told and shown what changed, and the admin sees who was told', async () => {
  const reader = await bench.open({ as: 'Bo Lind', at: '/ask' });
  await ask(reader, QUESTION);
  await answerOf(reader, 'passages').getByText(/no more than 5 °C/).first().waitFor();

  const page = await bench.open({ at: '/documents' });
  const panel = await openDocument(page, OLD);
  await tab(page, 'Revisions').click();
  await panel.getByRole('textbox', { name: 'Revision' }).fill('C');
  await panel.locator('input[aria-label="Choose its file"]').setInputFiles(join(SAMPLE, NEW));
  const revisions = panel.getByRole('list', { name: 'Revisions' }).getByRole('listitem');
  await revisions.filter({ hasText: NEW }).getByText('In force').waitFor();
  await revisions.filter({ hasText: OLD }).getByText(/^Superseded \d{4}-\d{2}-\d{2}$/).waitFor();
  await panel.getByText(/This revision is superseded since/).waitFor();
  await row(page, OLD).waitFor();

  const notices = reader.getByRole('region', { name: 'Answers of yours rest on documents that have changed' });
  await notices.getByText('revision B was superseded by revision C').waitFor();
  await notices.getByRole('link', { name: 'Open the answer' }).click();
  await reader.getByRole('button', { name: 'Open the revision in force' }).click();
  await sourcePanel(reader).getByText('Revision C').first().waitFor();
  await tab(reader, 'Revisions').click();
  await sourcePanel(reader).getByRole('button', { name: 'What changed in C' }).click();
  const changes = sourcePanel(reader).getByRole('table', { name: 'What changed' });
  await changes.getByRole('row', { name: /^Changed/ }).filter({ has: reader.locator('del', { hasText: '5' }) }).filter({ has: reader.locator('ins', { hasText: '3' }) }).first().waitFor();
  await takePicture(reader, 'revisions');

  await page.goto(`${bench.appliance.url}/#/admin/recalls`);
  const recall = page.getByRole('table', { name: /revision B was superseded by revision C/ });
  await recall.getByRole('row', { name: /Bo Lind/ }).getByText('not seen yet').waitFor();
  await notices.getByRole('button', { name: /^I have seen it/ }).click();
  await notices.waitFor({ state: 'detached' });
  await page.reload();
  await recall.getByRole('row', { name: /Bo Lind/ }).getByText(/^\d{4}-/).last().waitFor();
  expect(await recall.getByText('not seen yet').count()).toBe(0);
});

test('search finds what is in force, and the superseded revision only when asked for, marked as such', async () => {
  const page = await bench.open({ at: `/search?q=${encodeURIComponent(QUESTION)}` });
  const results = page.getByRole('list', { name: 'Results' }).getByRole('listitem');
  await results.filter({ hasText: NEW }).first().waitFor();
  expect(await results.filter({ hasText: OLD }).count()).toBe(0);
  await page.getByRole('checkbox', { name: 'Only what is in force' }).click();
  await results.filter({ hasText: OLD }).first().getByText(/^Superseded/).waitFor();
});

test('a question is asked within a collection only', async () => {
  const page = await bench.open({ at: '/documents' });
  await page.getByRole('button', { name: 'Collections' }).click();
  const dialog = page.getByRole('dialog', { name: 'Collections' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Boiler house');
  await dialog.getByRole('button', { name: 'Make a collection' }).click();
  await dialog.getByText('0 documents').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  const panel = await openDocument(page, 'boilers.md');
  await tab(page, 'About').click();
  await panel.getByRole('checkbox', { name: 'Boiler house' }).click();
  await panel.getByRole('checkbox', { name: 'Boiler house', checked: true }).waitFor();

  await page.goto(`${bench.appliance.url}/#/ask`);
  await page.getByRole('button', { name: 'Choose', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Boiler house (1)' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'No longer look in Boiler house' }).waitFor();
  await ask(page, 'When is the seal of pump P-7 changed?');
  const answer = page.locator('article[data-mode]').last();
  await answer.waitFor();
  await answer.getByRole('button', { name: /boilers\.md/ }).first().waitFor();
  expect(await answer.getByRole('button', { name: /pumps\.md/ }).count()).toBe(0);
});

test('a folder is followed: what is there and what is put there arrives, and what is not taken is named with the reason', async () => {
  const { share } = bench.appliance;
  await writeFile(join(share, 'filters.md'), '# Filters\n\nFilter F-22 is washed on Mondays.');
  await writeFile(join(share, 'setup.exe'), 'MZ\u0000\u0001program');
  const page = await bench.open({ at: '/admin/folders' });
  await page.getByRole('textbox', { name: 'Folder', exact: true }).fill(share);
  await page.getByRole('button', { name: 'Follow a folder' }).click();
  const card = page.getByRole('region', { name: share });
  await card.waitFor();
  await writeFile(join(share, 'fans.md'), '# Fans\n\nFan X-4 is greased on Fridays.');
  await expect
    .poll(
      async () => {
        await card.getByRole('button', { name: `Look now: ${share}` }).click();
        return (await bench.plant.documents()).map(({ filename }) => filename);
      },
      { interval: 2_000 },
    )
    .toEqual(expect.arrayContaining(['filters.md', 'fans.md']));
  await page.goto(`${bench.appliance.url}/#/documents`);
  await row(page, 'fans.md').getByText(/^Ready/).waitFor();
  await page.goto(`${bench.appliance.url}/#/admin/folders`);
  await card.getByRole('button', { name: `Stop following ${share}` }).click();
  await page.getByText('No folder is followed').waitFor();
  await rm(join(share, 'setup.exe'));
});

test('reading is paused and goes on, and what waits can be stopped and read again', async () => {
  const page = await bench.open({ at: '/documents' });
  const long = Array.from({ length: 3_000 }, (_, line) => `Check ${line}: valve V-${line} closes at ${line} bar.`).join('\n\n');
  await page.locator('input[aria-label="Add files"]').first().setInputFiles(['rounds-1', 'rounds-2', 'rounds-3', 'rounds-4', 'rounds-5'].map((name) => ({ name: `${name}.txt`, mimeType: 'text/plain', buffer: Buffer.from(`${name}\n\n${long}`) })));
  const line = page.getByRole('region', { name: 'Background work' });
  await line.getByRole('button', { name: 'Pause' }).click();
  await line.getByText('Reading is paused').waitFor();
  await row(page, 'rounds-5.txt').getByText('Waiting').waitFor();
  await page.getByRole('button', { name: 'Stop reading rounds-5.txt' }).click();
  await row(page, 'rounds-5.txt').getByText('Failed').waitFor();

  await line.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Read rounds-5.txt again' }).click();
  for (const name of ['rounds-4.txt', 'rounds-5.txt']) await row(page, name).getByText(/^Ready/).waitFor();
});
