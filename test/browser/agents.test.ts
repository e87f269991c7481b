import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { answerOf, ask } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { look } from './support/look.ts';
import { makeModels } from './support/models.ts';

const bench = useBench({ plant: 'empty' });
const files = makeModels();
const QUESTION = 'What force do 6.5 bar make on 2 square metres?';

beforeAll(async () => {
  const path = join(files.folder, 'decides.gguf');
  makeScriptedGguf(path, { name: 'Decides', answer: ['The force', ' is 1300', ' kN.'], otherwise: [JSON.stringify({ tool: 'calculator', input: { expression: '6.5 bar * 2 m^2', unit: 'kN' } })] });
  await bench.plant.answerWith(await bench.plant.addModel(path));
  await bench.plant.addPerson('Cy Holm', 'user');
});
afterAll(() => rmSync(files.folder, { recursive: true, force: true }));

async function choose(page: Page, field: string, options: readonly string[]): Promise<void> {
  const box = page.getByRole('combobox', { name: field });
  for (const option of options) {
    await box.fill(option);
    await page.getByRole('option', { name: option, exact: true }).click();
  }
  await box.press('Escape');
}

test('an admin makes an agent with two tools, and a person asks it, sees what it did, and what it found', async () => {
  const admin = await bench.open({ at: '/admin/agents' });
  await admin.getByRole('table', { name: 'Agents' }).getByText('Research').first().waitFor();
  await look(admin, 'agents');
  await admin.getByRole('button', { name: 'New agent' }).click();
  await admin.getByRole('menuitem', { name: 'Empty' }).click();
  const form = admin.getByRole('dialog', { name: 'New agent' });
  await form.getByLabel('Title').fill('Sums');
  await form.getByLabel('Short name').fill('sums');
  await form.getByLabel('What it is for').fill('Works out forces, flows and other quantities.');
  await form.getByLabel('Its task').fill('Work it out with the tools and say the result with its unit.');
  await choose(admin, 'Tools', ['calculator', 'unit_convert']);
  await form.getByLabel('Beside the text it gives').click();
  await admin.getByRole('option', { name: 'A table' }).click();
  await form.getByLabel('Questions it is for').fill(QUESTION);
  await look(admin, 'agent-form');
  await form.getByRole('button', { name: 'Save' }).click();
  await admin.getByText('Sums is saved.').waitFor();

  const page = await bench.open({ as: 'Cy Holm', at: '/ask' });
  await page.getByRole('button', { name: 'Who answers: Documents' }).waitFor();
  await page.getByRole('textbox', { name: 'Your question' }).press('@');
  await look(page, 'agent-picker');
  await page.getByRole('menuitem', { name: 'Sums' }).click();
  await ask(page, QUESTION);
  const answer = answerOf(page, 'generated');
  await answer.getByText('The force is 1300 kN.').first().waitFor();
  await answer.getByRole('button', { name: 'Answered by Sums: 1 step' }).click();
  await answer.getByText(/calculator, done/).waitFor();
  await page.waitForFunction(() => (document.querySelector('article ol li[data-status]')?.getBoundingClientRect().height ?? 0) > 20);
  const table = answer.getByRole('grid');
  await table.getByRole('gridcell', { name: '1,300' }).or(table.getByRole('gridcell', { name: '1300' })).waitFor();
  expect(await answer.locator('[data-unsupported]').count()).toBe(0);
  await look(page, 'agent-answer');
  await page.reload();
  await answerOf(page, 'generated').getByRole('button', { name: 'Answered by Sums: 1 step' }).waitFor();
});

test('an admin tries an agent before anybody else uses it, switches it off, and it is offered no more', async () => {
  const page = await bench.open({ at: '/admin/agents', prefer: { scheme: 'dark' } });
  await page.getByRole('button', { name: 'Try Sums' }).click();
  const trial = page.getByRole('dialog', { name: 'Try Sums' });
  await trial.getByRole('button', { name: QUESTION }).click();
  await trial.getByRole('button', { name: 'Ask', exact: true }).click();
  await trial.getByRole('article', { name: 'Answer' }).getByText('The force is 1300 kN.').waitFor();
  await look(page, 'agent-trial-dark');
  await trial.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'More for Sums' }).click();
  await page.getByRole('menuitem', { name: 'Switch off' }).click();
  await page.getByText('Sums is saved.').waitFor();
  await look(page, 'agents-dark');
  const theirs = await bench.open({ as: 'Cy Holm', at: '/ask' });
  await theirs.getByRole('button', { name: 'Who answers: Documents' }).click();
  await theirs.getByRole('menuitem', { name: 'Research' }).waitFor();
  expect(await theirs.getByRole('menuitem', { name: 'Sums' }).count()).toBe(0);
});
