import { beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { receiptCode } from '#shared/contract/receipt-code.ts';
import { apiOf } from './support/api.ts';
import { answerOf, ask } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { look } from './support/look.ts';
import { ADMIN, PASSWORD } from './support/plant.ts';
import { takePicture } from './support/picture.ts';

const bench = useBench({ plant: 'sample' });
const asAdmin = apiOf(bench);

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
  await dialog.getByRole('textbox', { name: 'Mail address (may be empty)' }).fill('di.moe@plant.example');
  await look(page, 'person-added');
  await dialog.getByRole('button', { name: 'Add a person' }).click();
  await page.getByText('Di Moe is added.').waitFor();
  await page.getByRole('button', { name: 'More for Di Moe' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Mail address' }).press('Enter');
  const address = page.getByRole('dialog', { name: 'Mail address of Di Moe' });
  expect(await address.getByRole('textbox').inputValue()).toBe('di.moe@plant.example');
  await look(page, 'mail-address');
  await address.getByRole('textbox').fill('d.moe@plant.example');
  await address.getByRole('textbox').press('Enter');
  await page.getByText('Di Moe is told of approvals at d.moe@plant.example.').waitFor();

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
  const rules = page.getByRole('table', { name: 'Beside the role' });
  await rules.getByRole('row', { name: /^Session/ }).getByText('Manage people and see health').waitFor();
  await rules.getByRole('row', { name: /^Notice/ }).getByText('nobody').waitFor();
  expect(await rules.getByRole('row', { name: /^Document/ }).locator('title', { hasText: /^yes$/ }).count()).toBe(4);
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

test('the record is filtered by what was acted on and by the minute, and one answer leads to the documents it read', async () => {
  const page = await bench.open({ at: '/ask' });
  await ask(page, 'At what pressure does the safety valve PSV-102 open?');
  await answerOf(page, 'passages').waitFor();
  await page.goto(`${bench.appliance.url}/#/admin/audit`);
  const list = page.getByRole('region', { name: 'Entries' });
  await list.getByRole('button').first().waitFor();
  await page.getByRole('textbox', { name: 'Acted on' }).fill('conversations');
  await page.getByRole('textbox', { name: 'From' }).fill('2999-01-01 10:00');
  await page.getByText('No entry fits the filters.').waitFor();
  await page.getByRole('textbox', { name: 'From' }).fill('2020-01-01 10:00');
  await list.getByRole('button', { name: /chat\.response/ }).first().click();
  const opened = page.getByRole('region', { name: /^Entry \d+/ });
  await opened.getByText('search', { exact: true }).waitFor();
  await opened.getByRole('link').first().click();
  await page.waitForURL(/#\/documents\//);
});

test('a shift ends with a receipt, whose file and code check the record, and which another record can hold', async () => {
  const page = await bench.open({ at: '/admin/audit' });
  await page.getByRole('button', { name: 'Proof' }).click();
  await page.getByRole('button', { name: 'Receipt for this shift' }).click();
  const dialog = page.getByRole('dialog');
  const code = (await dialog.locator('dd').last().textContent()) ?? '';
  expect(code).toMatch(/^\d+(-[0-9A-Z]{4}){6}-[0-9A-Z]{2}$/);
  const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save as a file' }).click()]);
  const receipt = await download.path();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('table', { name: 'Checkpoints' }).getByRole('row').nth(1).waitFor();

  await page.getByLabel('Check against an anchor file').setInputFiles(receipt);
  await page.getByText(/agrees with the anchor/).waitFor();
  await page.getByRole('button', { name: 'Check against a receipt' }).click();
  await page.getByRole('textbox', { name: 'Code of the receipt' }).fill(code.toLowerCase());
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByText(/agrees with the anchor/).waitFor();
  await page.getByRole('textbox', { name: 'Code of the receipt' }).fill(code.replace(/.$/, (last) => (last === '0' ? '2' : '0')));
  await page.getByText(/This code was mistyped/).waitFor();
  expect(await page.getByRole('button', { name: 'Check', exact: true }).isDisabled()).toBe(true);
  await page.getByRole('textbox', { name: 'Code of the receipt' }).fill(receiptCode(1, 'a'.repeat(64)));
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByText(/another than the receipt/).waitFor();

  await page.locator('input[aria-label="Take in an anchor"]').setInputFiles(receipt);
  await page.getByRole('table', { name: 'Anchors of other stations' }).getByRole('row').nth(1).waitFor();
});

test('an admin sets for how long the record is kept, and for ever again', async () => {
  const page = await bench.open({ at: '/admin/audit' });
  await page.getByRole('button', { name: 'How long it is kept' }).click();
  await page.getByText('This record is kept for ever.').waitFor();
  const days = page.getByRole('textbox', { name: 'Keep for how many days' });
  await days.fill('7');
  await page.getByText('A whole number from 30 to 36500.').waitFor();
  await days.fill('400');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('This record is kept for 400 days.').waitFor();
  await page.getByText(/Nothing yet\. The oldest entry is \d+\./).waitFor();
  await page.getByRole('button', { name: 'Keep for ever' }).click();
  await page.getByText('This record is kept for ever.').waitFor();

  await page.goto(`${bench.appliance.url}/#/admin/usage`);
  const kept = page.getByRole('region', { name: 'How long this is kept' });
  await kept.getByText('These measures are kept for ever.').waitFor();
  await kept.getByRole('textbox').fill('90');
  await kept.getByRole('button', { name: 'Save for how long this is kept' }).click();
  await kept.getByText('These measures are kept for 90 days.').waitFor();
  await kept.getByText('Nothing is old enough to go now.').waitFor();
  await kept.scrollIntoViewIfNeeded();
  await look(page, 'measures-kept');
});

test('an admin lowers what is remembered of people, sees before what that costs, and the next question obeys', async () => {
  await asAdmin('PATCH', '/admin/agents/research', { change: { memory: 'personal' } });
  await asAdmin('POST', '/memory', { kind: 'fact', content: 'I work on line 2.' }, 'Bo Lind');
  const theirs = await bench.open({ as: 'Bo Lind', at: '/ask' });
  await theirs.getByRole('button', { name: 'Who answers: Documents' }).waitFor();
  await ask(theirs, '@research What is the torque of the impeller nut of pump P-101A?');
  await answerOf(theirs, 'passages').waitFor();
  const page = await bench.open({ at: '/admin/memory' });
  await page.getByText('Something is remembered of 1 person. Most of anybody: tasks 1, of their own 1.').waitFor();
  await look(page, 'memory-limits');
  expect(await page.locator('nav [aria-current]').last().evaluate((link) => link.textContent === 'Memory' && link.getBoundingClientRect().bottom <= innerHeight + 1)).toBe(true);
  const tasks = page.getByRole('textbox', { name: /^Tasks/ });
  expect(await tasks.inputValue()).toBe('100');
  await tasks.fill('1001');
  await page.getByText('A whole number from 0 to 1000.').waitFor();
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  await tasks.fill('0');
  await page.getByRole('textbox', { name: /^What each person/ }).fill('1');
  await page.getByText('1 task goes for good when the next thing is remembered of its person.').waitFor();
  await page.getByText(/^1 person has that many/).waitFor();
  await look(page, 'memory-limits-lower');
  await tasks.press('Enter');
  await page.getByText('The limits are saved.').waitFor();
  await theirs.goto(`${bench.appliance.url}/#/memory`);
  await theirs.getByText('Research: ').waitFor();
  await theirs.getByRole('button', { name: 'Remember this' }).click();
  await theirs.getByLabel('What is to be remembered').fill('And in shift B.');
  await theirs.getByRole('button', { name: 'Save' }).click();
  await theirs.getByRole('alert').waitFor();
  await look(theirs, 'memory-full');
  await theirs.getByRole('button', { name: 'Cancel' }).click();
  await theirs.getByRole('button', { name: 'Forget: I work on line 2.' }).click();
  await theirs.getByText('It is forgotten.').waitFor();
  await theirs.getByRole('button', { name: 'Remember this' }).click();
  await theirs.getByLabel('What is to be remembered').fill('And in shift B.');
  await theirs.getByRole('button', { name: 'Save' }).click();
  await theirs.getByText('Research: ').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Back to the usual limits' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(async () => (await asAdmin<{ limits: object }>('GET', '/admin/memory/limits', undefined)).limits).toEqual({ episodes: 100, kept: 200, days: 30 });
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
  await parts.getByText('The clock of this machine agrees with the record.').waitFor();
  await page.getByText(/of data, .* free/).waitFor();
});

test('a wording is written, refused where a placeholder is wrong, tried, saved, compared and taken back', async () => {
  const page = await bench.open({ at: '/admin/prompts' });
  const text = page.getByRole('textbox', { name: 'What the model is told' });
  await text.waitFor();
  await text.fill('You answer for {plan}.');
  await page.getByText('{plan} is not known here.').waitFor();
  expect(await page.getByRole('button', { name: 'Save as a new version' }).isDisabled()).toBe(true);
  await text.fill('You answer questions of people who work at {plant}.\nAddress them formally.');
  // What is written stays while another wording is looked at.
  await page.getByRole('button', { name: 'Edit When nothing answers, any language' }).click();
  await page.waitForFunction(() => document.querySelector('textarea')?.value.startsWith('If the passages'));
  await page.getByRole('button', { name: 'Edit Task, any language' }).click();
  await page.waitForFunction(() => document.querySelector('textarea')?.value.endsWith('formally.'));

  await page.getByRole('textbox', { name: 'A question to try it with' }).fill('At what pressure does the safety valve PSV-102 open?');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByRole('region', { name: 'Before every conversation' }).getByText('Address them formally.').first().waitFor();
  await page.getByRole('region', { name: 'With this question' }).getByText('PSV-102').first().waitFor();

  await text.focus();
  await page.keyboard.press('Control+Enter');
  await page.getByText('Version 1 is used from the next question on.').waitFor();
  await page.getByRole('button', { name: 'Compare Built-in wording with the one in use' }).click();
  const lines = page.getByRole('table', { name: 'Compared with the one in use' });
  await lines.getByRole('row', { name: /^Added/ }).getByText('Address them formally.').waitFor();
  await page.getByRole('button', { name: 'Use Built-in wording again' }).click();
  await page.getByText('Built-in wording is used from the next question on.').waitFor();
  await page.getByRole('rowheader', { name: 'Built-in wording (in use)' }).waitFor();
});
