import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { startWebhookReceiver } from '#test/support/webhook-receiver.ts';
import { startMisbehavingSystem } from '#test/tools/misbehaving-system.ts';
import { apiOf } from './support/api.ts';
import { useBench } from './support/bench.ts';
import { ADMIN, PASSWORD, PLANT } from './support/plant.ts';
import { look } from './support/look.ts';

const SECRET = 'a secret of the shift 4711';
const receiver = await startWebhookReceiver(SECRET);
const store = await startMisbehavingSystem();
const bench = useBench({ plant: 'empty', outbound: [receiver.origin, store.origin, 'smtp://mail.plant.example:587'] });
const asAdmin = apiOf(bench);
afterAll(async () => {
  await receiver.close();
  await store.close();
});

beforeAll(async () => {
  await bench.plant.addPerson('Bo Lind', 'user');
});

const codeFor = async (path: string, bearer: string): Promise<number> => (await fetch(`${bench.appliance.url}/v1${path}`, { headers: { authorization: `Bearer ${bearer}` } })).status;

async function choose(page: Page, name: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

test('an admin sees who is signed in, ends one session, then all, and their own is marked and spared', async () => {
  const theirs = await bench.open({ as: 'Bo Lind', at: '/ask', userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36' });
  await theirs.getByRole('textbox').last().waitFor();
  const program = await bench.plant.session('Bo Lind');
  const page = await bench.open({ at: '/admin/sessions' });
  const own = page.getByRole('region', { name: `Sessions of ${ADMIN}` });
  await own.getByText('this session').waitFor();
  expect(await own.getByRole('button').count()).toBe(0);
  const bos = page.getByRole('region', { name: 'Sessions of Bo Lind' });
  await expect.poll(() => bos.getByRole('row').count()).toBe(3);
  await look(page, 'sessions');
  await bos.getByRole('button', { name: /^End the session/ }).first().click();
  await page.getByText('1 session of Bo Lind has ended.').waitFor();
  await expect.poll(() => bos.getByRole('row').count()).toBe(2);
  await bos.getByRole('button', { name: 'End all sessions of Bo Lind' }).click();
  const dialog = page.getByRole('dialog', { name: 'End all sessions of Bo Lind' });
  await dialog.getByText('has to sign in again everywhere').waitFor();
  await dialog.getByRole('button', { name: 'End all' }).click();
  await bos.waitFor({ state: 'detached' });
  expect(await codeFor('/auth/me', program)).toBe(401);
  await theirs.reload();
  await theirs.getByRole('heading', { name: /Sign in to/ }).waitFor();
});

test('a key is made by keyboard, shown once, works, is listed without its secret, and is refused once it is revoked', async () => {
  const page = await bench.open({ at: '/admin/keys' });
  await page.getByText('No program has a key yet').waitFor();
  await page.getByRole('button', { name: 'Make a key' }).focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'Make a key' });
  await form.getByRole('textbox', { name: 'What it is for' }).waitFor();
  await page.keyboard.type('historian bridge');
  await choose(page, 'Acts as', 'Bo Lind');
  expect(await form.getByRole('checkbox', { name: 'Manage people and see health' }).count()).toBe(0);
  await form.getByRole('checkbox', { name: 'Search', exact: true }).focus();
  await page.keyboard.press('Space');
  await form.getByRole('textbox', { name: 'What it is for' }).press('Enter');
  const shown = page.getByRole('dialog', { name: 'The new key' });
  const key = await shown.getByRole('textbox', { name: 'Key' }).inputValue();
  expect(key).toMatch(/^mwk_[0-9a-f]{12}_[\w-]{43}$/);
  await page.keyboard.press('Escape');
  await shown.getByRole('button', { name: 'Copy the key' }).click();
  await page.getByText('Copied.').waitFor();
  await shown.getByRole('button', { name: 'I have put it away' }).click();
  await shown.waitFor({ state: 'detached' });
  const row = page.getByRole('row', { name: /historian bridge/ });
  await row.getByText('Bo Lind').waitFor();
  await row.getByText('never').waitFor();
  await row.getByText('Valid', { exact: true }).waitFor();
  expect(await page.content()).not.toContain(key.slice('mwk_000000000000_'.length));
  const search = () => fetch(`${bench.appliance.url}/v1/search`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify({ query: 'valve' }) });
  expect((await search()).status).toBe(200);
  await page.reload();
  await expect.poll(async () => row.getByText('never').count()).toBe(0);
  await look(page, 'keys');
  await row.getByRole('button', { name: 'Revoke the key historian bridge' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await row.getByText('Revoked', { exact: true }).waitFor();
  expect((await search()).status).toBe(401);
});

test('the operator adds a plant, limits it, suspends it with a reason and lets it work again', async () => {
  const page = await bench.open({ at: '/admin/plants' });
  await page.getByRole('button', { name: 'Add a plant' }).click();
  const adding = page.getByRole('dialog', { name: 'Add a plant' });
  await adding.getByRole('textbox', { name: 'Name of the plant' }).fill('Quince works');
  await adding.getByRole('textbox', { name: 'Name of its first admin' }).fill('Quinn');
  await adding.getByRole('textbox', { name: 'First password' }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText('The plant Quince works is ready.').waitFor();
  const row = page.getByRole('row', { name: /Quince works/ });

  await row.getByRole('button', { name: 'Limits of Quince works' }).click();
  const limits = page.getByRole('dialog', { name: 'Limits of Quince works' });
  await limits.getByRole('spinbutton', { name: 'Documents', exact: true }).fill('20');
  await limits.getByRole('spinbutton', { name: 'Gigabytes', exact: true }).fill('1.5');
  await limits.getByRole('spinbutton', { name: 'Documents of each person' }).fill('5');
  await limits.getByRole('spinbutton', { name: 'Viewer: questions a minute' }).fill('5');
  await limits.getByText('Fill both fields of a role').waitFor();
  await limits.getByRole('spinbutton', { name: 'Viewer: questions an hour' }).fill('60');
  await look(page, 'limits');
  await limits.getByRole('button', { name: 'Save' }).click();
  await row.getByText('0 of 20').waitFor();
  await row.getByText('0 B of 1.5 GB').waitFor();
  await row.getByRole('button', { name: 'Limits of Quince works' }).click();
  expect(await limits.getByRole('spinbutton', { name: 'Viewer: questions a minute' }).inputValue()).toBe('5');
  expect(await limits.getByRole('spinbutton', { name: 'Documents of each person' }).inputValue()).toBe('5');
  await page.keyboard.press('Escape');

  await row.getByRole('button', { name: 'Suspend Quince works' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Reason' }).fill('Moved to another machine');
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
  await row.getByText(/Suspended since .*: Moved to another machine/).waitFor();
  await look(page, 'plants');
  const signIn = () => fetch(`${bench.appliance.url}/v1/auth/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ tenant: 'Quince works', name: 'Quinn', password: PASSWORD }) });
  expect((await signIn()).status).toBe(401);
  await row.getByRole('button', { name: 'Let Quince works work again' }).click();
  await row.getByText('Works', { exact: true }).waitFor();
  expect((await signIn()).status).toBe(200);
});

test('an admin who does not operate the installation has no Plants', async () => {
  await bench.plant.addPerson('Ed Noor', 'admin');
  const page = await bench.open({ as: 'Ed Noor', at: '/admin/people' });
  await page.getByRole('link', { name: 'Sessions' }).waitFor();
  expect(await page.getByRole('link', { name: 'Plants' }).count()).toBe(0);
});

test('an admin has approvers told by a webhook, tries it, and has what was refused sent again', async () => {
  const admin = await bench.open({ at: '/admin/notices' });
  await admin.getByText('Nothing was sent in the last 30 days.').waitFor();
  await look(admin, 'notices-empty');
  const part = admin.getByRole('region', { name: 'Webhook' });
  await part.getByLabel('Address').fill('https://elsewhere.example/hook');
  await part.getByRole('textbox', { name: 'Signing secret' }).fill(SECRET);
  await part.getByRole('button', { name: 'Save' }).press('Enter');
  await admin.getByText('This machine may not contact').first().waitFor();
  await part.getByLabel('Address').fill(`${receiver.origin}/millwright`);
  await part.getByRole('button', { name: 'Save' }).press('Enter');
  await part.getByText('On', { exact: true }).waitFor();
  expect(await part.getByRole('textbox', { name: 'Signing secret' }).inputValue()).toBe('');
  receiver.answers.push(403);
  await part.getByRole('button', { name: 'Send a test' }).press('Enter');
  await part.getByText('It did not get there. The receiver answered with status 403.').waitFor();
  await admin.getByRole('button', { name: /^Try again: Test/ }).press('Enter');
  const table = admin.getByRole('table', { name: 'Sent lately' });
  await table.getByText('Delivered').waitFor();
  await part.getByRole('button', { name: 'Send a test' }).press('Enter');
  await part.getByText('It got there.').waitFor();
  expect(receiver.taken.map(({ event }) => event['event'])).toEqual(['test', 'test', 'test']);
  await look(admin, 'notices');
  await table.scrollIntoViewIfNeeded();
  await look(admin, 'notices-sent');
  const mail = admin.getByRole('region', { name: 'E-mail' });
  await mail.getByLabel('Mail server').fill('mail.plant.example');
  await mail.getByLabel('From').fill('millwright@plant.example');
  await mail.getByLabel('Addresses').fill('shift@plant.example');
  await mail.getByRole('combobox', { name: 'Encryption' }).click();
  await admin.getByRole('option', { name: 'None' }).click();
  await mail.getByText('Without encryption anybody').waitFor();
  await mail.getByRole('button', { name: 'Save' }).press('Enter');
  await mail.getByText('On', { exact: true }).waitFor();
  await mail.getByLabel('Mail server').scrollIntoViewIfNeeded();
  await look(admin, 'notices-mail');
  const dark = await bench.open({ at: '/admin/notices', prefer: { scheme: 'dark', language: 'vi' } });
  await dark.getByRole('table').getByText('Đã gửi').first().waitFor();
  await look(dark, 'notices-dark');
});

/** Has a call wait for Bo and for Fay; gives where its notice leads. */
async function linkOfNotice(): Promise<string> {
  const tag = { type: 'string' };
  store.kept.set('P-101', { tag: 'P-101', bar: 6.5, note: 'as built' });
  for (const name of ['Fay Berg', 'Gil Roth']) await bench.plant.addPerson(name, 'user');
  const { users } = await asAdmin<{ users: { id: string; name: string }[] }>('GET', '/users', undefined);
  const approvers = users.filter(({ name }) => name === 'Bo Lind' || name === 'Fay Berg').map(({ id }) => id);
  const reads = { name: 'get_setting', kind: 'http', description: 'How a pump is set.', input: { type: 'object', properties: { tag }, required: ['tag'] }, config: { url: `${store.origin}/kept/{tag}` } };
  const input = { type: 'object', properties: { tag, bar: { type: 'number' }, note: { type: 'string' } }, required: ['tag'] };
  await asAdmin('POST', '/admin/tools', reads);
  await asAdmin('POST', '/admin/tools', { ...reads, name: 'set_setting', description: 'Sets a pump in the control system of hall 3.', input, writes: true, current: { tool: 'get_setting', arguments: { tag: { from: 'tag' } } }, config: { method: 'POST', url: `${store.origin}/kept` } });
  await asAdmin('PUT', '/admin/approval-rules', { tool: 'set_setting', needed: 2, approvers, onExpiry: 'escalate' });
  await asAdmin('PUT', '/admin/notices', { address: bench.appliance.url, webhook: { url: `${receiver.origin}/millwright` } });
  receiver.taken.length = 0;
  await asAdmin('POST', '/admin/tools/set_setting/test', { arguments: { tag: 'P-101', bar: 7, note: 'as built' } });
  await expect.poll(() => receiver.taken.length).toBe(1);
  const told = receiver.taken.map(({ event }) => event['approval'] as { link: string });
  return told[0]?.link ?? '';
}

test('the link of a notice leads, after signing in, to the very call; who comes too late, and who may not see it, is told so', async () => {
  const link = await linkOfNotice();
  const page = await bench.open({ as: null, viewport: { width: 400, height: 900 } });
  await page.goto(link);
  // There are several plants since a test above.
  await page.getByRole('textbox', { name: 'Plant' }).fill(PLANT);
  await page.getByRole('textbox', { name: 'Name' }).fill('Bo Lind');
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const call = page.getByRole('listitem', { name: 'set_setting' });
  await call.getByRole('row', { name: 'bar 6.5 7 Changed' }).waitFor();
  await expect.poll(() => call.evaluate((card) => card === document.activeElement)).toBe(true);
  await look(page, 'approval-linked-narrow');
  await call.getByRole('button', { name: 'Approve: set_setting' }).press('Enter');
  const form = page.getByRole('dialog', { name: `Run set_setting for ${ADMIN}?` });
  await form.getByText('It runs when 2 people agree.').waitFor();
  await form.getByLabel('Your password').fill(PASSWORD);
  await look(page, 'approve-narrow');
  await form.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText('You have agreed to this. It waits for others now.').waitFor();
  await page.getByText('1 of 2 agree').waitFor();
  await look(page, 'approval-agreed-narrow');
  await page.getByRole('link', { name: 'All approvals' }).press('Enter');
  await page.getByText('Nothing waits for you.').or(page.getByText('1 of 2 agree')).first().waitFor();
  await look(page, 'approvals-narrow');

  const at = link.slice(link.indexOf('#') + 1);
  const dark = await bench.open({ as: 'Fay Berg', at, prefer: { scheme: 'dark' }, viewport: { width: 1280, height: 900 } });
  await dark.getByText('1 of 2 agree').waitFor();
  await look(dark, 'approval-linked-dark');
  const narrow = await bench.open({ as: 'Fay Berg', at, prefer: { scheme: 'dark', language: 'vi' }, viewport: { width: 400, height: 900 } });
  await narrow.getByRole('listitem', { name: 'set_setting' }).waitFor();
  await look(narrow, 'approval-linked-narrow-dark-vi');
  const wide = await bench.open({ at, viewport: { width: 1280, height: 900 } });
  await wide.getByText('You wanted this').waitFor();
  await look(wide, 'approval-linked-requester');

  const stranger = await bench.open({ as: 'Gil Roth', at });
  await stranger.getByRole('heading', { name: 'This call is not for you to see.' }).waitFor();
  await look(stranger, 'approval-not-for-you');
  await stranger.goto(`${bench.appliance.url}/#/approvals/nothing`);
  await stranger.getByRole('heading', { name: 'This call is not for you to see.' }).waitFor();

  await wide.getByRole('button', { name: 'Take back: set_setting' }).press('Enter');
  await wide.getByText('Who wanted this has taken it back. It does not run.').waitFor();
  await page.goto(link);
  await page.getByText('Who wanted this has taken it back. It does not run.').waitFor();
  expect(await page.getByRole('button', { name: 'Approve: set_setting' }).count()).toBe(0);
  await look(page, 'approval-over-narrow');
  await asAdmin('PUT', '/admin/approval-rules', { needed: 2, approvers: [], minutes: 90, onExpiry: 'escalate' });
  const rules = await bench.open({ at: '/admin/approvals', viewport: { width: 400, height: 900 } });
  await rules.getByRole('table').waitFor();
  await look(rules, 'approval-rules-narrow');
});
