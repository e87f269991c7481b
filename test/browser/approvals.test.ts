import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { startRemoteStandIn, stream } from '#test/support/remote-stand-in.ts';
import { startMisbehavingSystem } from '#test/tools/misbehaving-system.ts';
import { apiOf } from './support/api.ts';
import { answerOf, ask } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { look } from './support/look.ts';
import { cutOff, NARROW } from './support/narrow.ts';
import { approveAndRun, writePlan } from './support/plans.ts';
import { takePicture } from './support/picture.ts';
import { ADMIN, PASSWORD } from './support/plant.ts';

const store = await startMisbehavingSystem();
const wordy = await startRemoteStandIn();
const bench = useBench({ plant: 'empty', outbound: [store.origin, wordy.url] });
const folder = mkdtempSync(join(tmpdir(), 'millwright-approvals-'));
const asAdmin = apiOf(bench);

beforeAll(async () => {
  const path = join(folder, 'decides.gguf');
  makeScriptedGguf(path, { name: 'Decides', answer: ['The seal', ' is ordered.'], otherwise: [JSON.stringify({ tool: 'reorder', input: { part: 'seal 4711', pieces: 2 } })] });
  await bench.plant.answerWith(await bench.plant.addModel(path));
  await bench.plant.addPerson('Cy Holm', 'user');
  await bench.plant.addPerson('Bo Lind', 'admin');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await store.close();
  await wordy.close();
});

async function openAsk(): Promise<Page> {
  const page = await bench.open({ as: 'Cy Holm', at: '/ask' });
  await page.getByRole('button', { name: 'Who answers: Documents' }).waitFor();
  return page;
}

/** Agrees to the one call that waits. */
async function approveWaiting(who: string): Promise<void> {
  const { approvals } = await asAdmin<{ approvals: { id: string; state: string }[] }>('GET', '/approvals', undefined);
  await asAdmin('POST', `/approvals/${approvals.find(({ state }) => state === 'waiting')?.id}/approve`, { password: PASSWORD }, who);
}

test('an approver sees old and new side by side, and looks again where that changed meanwhile', async () => {
  const tag = { type: 'string' };
  const input = { type: 'object', properties: { tag, bar: { type: 'number' }, mode: tag, note: tag }, required: ['tag'] };
  store.kept.set('P-101', { tag: 'P-101', bar: 6.5, note: 'as built' });
  await asAdmin('POST', '/admin/tools', { name: 'get_setting', kind: 'http', description: 'How a pump is set.', input: { type: 'object', properties: { tag }, required: ['tag'] }, config: { url: `${store.origin}/kept/{tag}` } });
  await asAdmin('POST', '/admin/tools', { name: 'set_setting', kind: 'http', description: 'Sets a pump.', input, writes: true, config: { method: 'POST', url: `${store.origin}/kept` } });
  const admin = await bench.open({ at: '/admin/tools' });
  await admin.getByRole('button', { name: 'Change set_setting' }).click();
  const tool = admin.getByRole('dialog', { name: 'Change set_setting' });
  await tool.getByLabel('Looked up by').click();
  await admin.getByRole('option', { name: 'get_setting' }).click();
  expect(await tool.getByLabel('It is asked for tag with').textContent()).toBe('tag');
  await tool.getByRole('group', { name: 'What it changes, as that stands now' }).scrollIntoViewIfNeeded();
  await look(admin, 'tool-form-current');
  await tool.getByRole('button', { name: 'Save' }).click();
  await admin.getByText('set_setting is saved.').waitFor();
  await asAdmin('POST', '/admin/tools/set_setting/test', { arguments: { tag: 'P-101', bar: 7, mode: 'auto', note: 'as built' } });

  const page = await bench.open({ as: 'Bo Lind', at: '/approvals' });
  const call = page.getByRole('listitem', { name: 'set_setting' });
  await call.getByRole('row', { name: 'bar 6.5 7 Changed' }).waitFor();
  await call.getByRole('row', { name: 'mode nothing there auto New' }).waitFor();
  await call.getByRole('row', { name: 'note as built as built Same already' }).waitFor();
  await look(page, 'approval-compared');
  await call.getByRole('button', { name: 'Approve: set_setting' }).press('Enter');
  const form = page.getByRole('dialog', { name: `Run set_setting for ${ADMIN}?` });
  await form.getByRole('row', { name: 'bar 6.5 7 Changed' }).waitFor();
  await form.getByLabel('Your password').fill(PASSWORD);
  await look(page, 'approve-compared');
  store.kept.set('P-101', { tag: 'P-101', bar: 9.9, note: 'as built' });
  await form.getByRole('button', { name: 'Approve', exact: true }).click();
  await form.getByRole('alert').getByText('It stands otherwise than you had seen.').waitFor();
  await form.getByRole('row', { name: /^bar 9.9/ }).waitFor();
  expect(await form.getByRole('button', { name: 'Approve', exact: true }).isEnabled()).toBe(false);
  await look(page, 'approve-stale');
  const dark = await bench.open({ as: 'Bo Lind', at: '/approvals', prefer: { scheme: 'dark' } });
  await dark.getByRole('button', { name: 'Approve: set_setting' }).click();
  await dark.getByRole('checkbox', { name: 'I have looked at how it stands now' }).waitFor();
  await look(dark, 'approve-moved-dark');
  await form.getByRole('checkbox', { name: 'I have looked at how it stands now' }).press('Space');
  await form.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText('Nothing waits for you.').waitFor();
  await vi.waitFor(() => expect(store.kept.get('P-101')).toEqual({ tag: 'P-101', bar: 7, mode: 'auto', note: 'as built' }));
});

test('in a narrow window, who follows a link to a call that failed sees first that it did, and why in the words of the other system', async () => {
  await asAdmin('POST', '/admin/tools', { name: 'close_period', kind: 'http', description: 'Closes a period.', input: { type: 'object', properties: { month: { type: 'string' } }, required: ['month'] }, writes: true, config: { method: 'POST', url: `${store.origin}/refused-orders` } });
  await asAdmin('POST', '/admin/tools/close_period/test', { arguments: { month: '2026-10' } });
  await approveWaiting('Bo Lind');
  const { approvals } = await asAdmin<{ approvals: { id: string; tool: string }[] }>('GET', '/approvals?which=all', undefined);
  const page = await bench.open({ as: 'Bo Lind', at: `/approvals/${approvals.find(({ tool }) => tool === 'close_period')?.id}`, viewport: NARROW });
  const card = page.getByRole('listitem', { name: 'close_period' });
  const quoted = card.getByRole('figure').getByRole('blockquote');
  await quoted.getByText('Period closed.').waitFor();
  const folded = page.getByRole('button', { name: /^Answers: Decides.*Search: keyword.*Network: / });
  await folded.waitFor();
  expect(await quoted.evaluate((element) => getComputedStyle(element).borderInlineStartWidth)).toBe('3px');
  expect(await card.evaluate((element) => element === document.activeElement)).toBe(true);
  const header = await page.locator('header').boundingBox();
  const over = await page.getByRole('status').filter({ hasText: 'This was approved, and did not succeed.' }).boundingBox();
  expect(header?.height).toBeLessThan(110);
  expect(over?.y).toBeGreaterThanOrEqual(header?.height ?? Infinity);
  expect(await cutOff(page.locator('header, main dd, main button'))).toEqual([]);
  await look(page, 'approval-failed-narrow');

  await folded.press('Enter');
  const line = page.getByRole('group', { name: 'What answers, searches and leaves this machine' });
  await line.getByRole('link', { name: /^Answers: Decides/ }).waitFor();
  await line.getByText('The owner of this machine allows it to contact').waitFor();
  await look(page, 'mode-line-narrow');
  await folded.press('Enter');
  await line.getByRole('link').first().waitFor({ state: 'detached' });
});

test('a call that changes something waits for an admin, who sees what it will do, shows who they are, and lets it run', async () => {
  const input = { type: 'object', properties: { part: { type: 'string' }, pieces: { type: 'integer' } }, required: ['part', 'pieces'] };
  await asAdmin('POST', '/admin/tools', { name: 'reorder', kind: 'http', description: 'Orders a spare part from the store.', input, writes: true, config: { method: 'POST', url: `${store.origin}/orders` } });
  const before = store.requests.length;
  const page = await bench.open({ as: 'Bo Lind', at: '/approvals' });
  await page.getByText('Nothing waits for you.').waitFor();
  await asAdmin('POST', '/admin/tools/reorder/test', { arguments: { part: 'seal 4711', pieces: 2 } });
  const call = page.getByRole('listitem', { name: 'reorder' });
  await call.getByText('seal 4711').waitFor();
  await page.getByRole('link', { name: 'Approvals, 1 waits for you' }).waitFor();
  await page.getByText('Answers: Decides').waitFor();
  await look(page, 'approvals');
  await takePicture(page, 'approvals');
  await call.getByRole('button', { name: 'Approve: reorder' }).press('Enter');
  const form = page.getByRole('dialog', { name: `Run reorder for ${ADMIN}?` });
  await form.getByLabel('Your password').fill('a wrong password');
  await form.getByRole('button', { name: 'Approve', exact: true }).click();
  await form.getByText('Name or password is wrong.').waitFor();
  expect(store.requests.length).toBe(before);
  await form.getByLabel('Your password').fill(PASSWORD);
  await look(page, 'approve');
  await form.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText('Nothing waits for you.').waitFor();
  expect(store.requests.slice(before).map(({ url, body }) => [url, body])).toEqual([['/orders', '{"part":"seal 4711","pieces":2}']]);

  const admin = await bench.open({ at: '/approvals' });
  await admin.getByRole('combobox', { name: 'Show' }).click();
  await admin.getByRole('option', { name: 'All' }).click();
  await admin.getByRole('listitem', { name: 'reorder' }).getByText('Done').waitFor();
  await admin.getByRole('listitem', { name: 'reorder' }).getByText('What came back').click();
  await look(admin, 'approvals-done');
  await admin.goto(`${bench.appliance.url}/#/admin/approvals`);
  await admin.getByRole('button', { name: 'Change the rule for All tools' }).click();
  await admin.getByLabel('People who have to agree').fill('2');
  await look(admin, 'approval-rule');
  await admin.getByRole('button', { name: 'Save' }).click();
  await admin.getByRole('cell', { name: '2', exact: true }).waitFor();
});

test('an answer that waits for an approval says so, and goes on by itself once it is given', async () => {
  await asAdmin('POST', '/admin/agents', { name: 'buyer', title: 'Buyer', description: 'Orders spare parts.', prompt: 'Order what is missing.', tools: ['reorder'] });
  const page = await openAsk();
  await ask(page, '@buyer Order two seals 4711.');
  await page.getByText('The call of reorder has to be approved first.').waitFor();
  await look(page, 'answer-waits');
  // The rule that was set above wants two of them.
  for (const who of [ADMIN, 'Bo Lind']) await approveWaiting(who);
  await answerOf(page, 'generated').getByText('The seal is ordered.').first().waitFor();
  await look(page, 'answer-went-on');
  await page.reload();
  await answerOf(page, 'generated').getByText('The seal is ordered.').first().waitFor();
});

test('a step of a plan shows what waits and for whom, leads to it, and goes on by itself once it is decided', async () => {
  await asAdmin('PUT', '/admin/approval-rules', { tool: 'reorder' });
  const page = await bench.open({ as: 'Cy Holm', at: '/plans' });
  const form = await writePlan(page, 'Have seals in the store', [{ title: 'Order the seals', what: 'Order two seals 4711.', by: 'Buyer' }]);
  await form.getByRole('button', { name: 'Save' }).click();
  await approveAndRun(page);
  const step = page.getByRole('list', { name: 'Steps as a list' });
  await step.getByText(/^reorder waits until an admin agrees/).waitFor();
  await step.getByText('part: seal 4711').waitFor();
  await look(page, 'plan-waits');
  const dark = await bench.open({ as: 'Cy Holm', at: '/plans', prefer: { scheme: 'dark' } });
  await dark.getByRole('link', { name: 'Have seals in the store' }).click();
  await dark.getByRole('link', { name: 'Open the approval' }).waitFor();
  await look(dark, 'plan-waits-dark');
  await dark.getByRole('link', { name: 'Open the approval' }).press('Enter');
  const call = dark.getByRole('listitem', { name: 'reorder' });
  await expect.poll(() => call.evaluate((card) => card === document.activeElement)).toBe(true);
  await look(dark, 'approval-of-a-plan-dark');
  await approveWaiting(ADMIN);
  await step.getByText('The seal is ordered.').first().waitFor();
  await page.getByText('1 of 1').first().waitFor();
  await look(page, 'plan-went-on');
});

test('an answer that goes on after its approval is stopped by its person, says so, and stays so', async () => {
  const decisions = [{ tool: 'reorder', input: { part: 'seal 4711', pieces: 2 } }];
  // It writes until it is stopped, however long that takes.
  wordy.behave((response) => {
    const deciding = wordy.arrived.at(-1)?.body.includes('Decide one step at a time');
    if (deciding) stream(response, [JSON.stringify(decisions.shift() ?? { answer: 'done' })]);
    else stream(response, ['The seal', ' is ordered', ' and'], 'none');
  });
  const writer = await asAdmin<{ id: string }>('POST', '/models/remote', { name: `Wordy ${Date.now()}`, baseUrl: `${wordy.url}/v1`, model: 'wordy', apiKey: 'k', mostSensitive: 'restricted' });
  await bench.plant.answerWith(writer);
  const page = await openAsk();
  await ask(page, '@buyer Order two more seals 4711.');
  await page.getByText('The call of reorder has to be approved first.').waitFor();
  await approveWaiting(ADMIN);
  const stop = page.getByRole('button', { name: 'Stop this answer' });
  await page.getByText('Writing the answer…').waitFor();
  await page.getByText('The call of reorder was decided; the answer went on.').waitFor();
  await look(page, 'answer-goes-on');
  await stop.press('Enter');
  await page.getByText('This answer is not complete. Stopped before the end.').waitFor();
  await page.getByText('The seal is ordered and').waitFor();
  await look(page, 'answer-stopped');
  await page.reload();
  await page.getByText('This answer is not complete. Stopped before the end.').waitFor();
  expect(await stop.count()).toBe(0);
});
