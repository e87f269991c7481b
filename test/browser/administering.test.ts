import { beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { useBench } from './support/bench.ts';
import { ADMIN, PASSWORD } from './support/plant.ts';
import { takePicture } from './support/picture.ts';

const bench = useBench({ plant: 'sample' });

beforeAll(async () => {
  await bench.plant.addPerson('Bo Lind', 'user');
  await bench.plant.addPerson('Cy Holm', 'viewer');
});

const rail = (page: Page, name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });

async function choose(page: Page, name: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

test('a viewer reads and asks, and sees neither upload nor Admin', async () => {
  const page = await bench.open({ as: 'Cy Holm', at: '/documents' });
  await page.getByRole('grid', { name: 'Documents' }).waitFor();
  await page.getByRole('button', { name: 'Ready 12', exact: true }).waitFor();
  expect(await page.locator('input[aria-label="Add files"]').count()).toBe(0);
  expect(await rail(page, 'Admin').count()).toBe(0);
  await page.goto(`${bench.appliance.url}/#/admin/people`);
  await page.getByText('There is no such screen').waitFor();
});

test('an added person signs in, and a change of role bites at their next step', async () => {
  const page = await bench.open({ at: '/admin/people' });
  await page.getByRole('button', { name: 'Add a person' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Di Moe');
  await dialog.getByRole('textbox', { name: 'First password' }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Add a person' }).click();
  await page.getByText('Di Moe is added.').waitFor();

  const theirs = await bench.open({ as: 'Di Moe', at: '/documents' });
  await theirs.locator('input[aria-label="Add files"]').first().waitFor({ state: 'attached' });
  await choose(page, 'Role of Di Moe', 'Viewer');
  await page.getByText('Di Moe is now Viewer.').waitFor();
  await theirs.reload();
  await theirs.getByRole('grid', { name: 'Documents' }).waitFor();
  expect(await theirs.locator('input[aria-label="Add files"]').count()).toBe(0);

  await page.getByRole('button', { name: 'Disable Di Moe' }).click();
  await page.getByText('Di Moe is disabled.').waitFor();
  await theirs.reload();
  await theirs.getByRole('heading', { name: /Sign in to/ }).waitFor();
});

test('the roles are shown as the table that is enforced', async () => {
  const page = await bench.open({ at: '/admin/roles' });
  await page.getByText('This is the table that the gateway enforces').waitFor();
  const upload = page.getByRole('row', { name: /Add documents/ });
  await upload.waitFor();
  expect((await upload.getByRole('cell').count()) + (await upload.getByRole('rowheader').count())).toBeGreaterThanOrEqual(4);
});

test('the record is filtered, one entry opened, its reference followed, and the whole of it checked', async () => {
  const page = await bench.open({ at: '/admin/audit' });
  const list = page.getByRole('region', { name: 'Entries' });
  await list.getByRole('button').first().waitFor();
  await choose(page, 'Event', 'admin.user_created');
  await choose(page, 'Person', ADMIN);
  await choose(page, 'Outcome', 'done');
  const entry = list.getByRole('button', { name: /admin\.user_created/ }).first();
  await entry.waitFor();
  await list.getByRole('button', { name: /tenant\.created|begun/ }).first().waitFor({ state: 'detached' });
  await entry.click();
  const opened = page.getByRole('region', { name: /^Entry \d+/ });
  await opened.getByText('users.add').waitFor();
  await page.getByRole('button', { name: 'Check the record' }).click();
  await page.getByText(/The record is whole: \d+ entries/).waitFor();
  await takePicture(page, 'audit');

  await opened.getByRole('button', { name: 'Follow this reference' }).click();
  await list.getByRole('button', { name: /begun/ }).first().waitFor();
});

test('an auditor finds no entry for what nobody did', async () => {
  const page = await bench.open({ at: '/admin/audit' });
  await choose(page, 'Event', 'model.removed');
  await page.getByText('No entry fits the filters.').waitFor();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await page.getByRole('region', { name: 'Entries' }).getByRole('button').first().waitFor();
});

test('health says how every part is, in words', async () => {
  const page = await bench.open({ at: '/admin/health' });
  const parts = page.getByRole('list', { name: 'Parts' });
  await parts.getByRole('listitem').filter({ hasText: /^Database/ }).getByText('works', { exact: true }).waitFor();
  await parts.getByRole('listitem').filter({ hasText: /^Language model/ }).waitFor();
  await page.getByText(/of data, .* free/).waitFor();
});
