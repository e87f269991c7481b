import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { InstalledModel } from '#shared/contract/models.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { answerOf, ask } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { look } from './support/look.ts';
import { BRIEF_ANSWER, makeModels } from './support/models.ts';

const bench = useBench({ plant: 'sample' });
const files = makeModels();
const QUESTION = 'What is the torque of the impeller nut of pump P-101A? Ask anna@larkfield.example, badge MW-48213.';

let brief: InstalledModel;
beforeAll(async () => {
  brief = await bench.plant.addModel(files.brief);
  await bench.plant.answerWith(brief);
});
afterAll(() => files.remove());

async function choose(page: Page, option: string): Promise<void> {
  await page.getByRole('combobox', { name: 'When there is personal data' }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
  await page.getByText('Saved. It counts from the next question.').first().waitFor();
}

test("an admin adds a pattern of the plant's own, sees it found in a pasted text before and after, and a broken one refused", async () => {
  const page = await bench.open({ at: '/admin/personal-data' });
  await page.getByRole('button', { name: 'Add a pattern' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Badge');
  await dialog.getByRole('textbox', { name: 'Pattern' }).fill('MW-(\\d{5}');
  await dialog.getByText(/It cannot be used: missing closing \)/).waitFor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText(/The pattern “Badge” cannot be used/).waitFor();
  await dialog.getByRole('textbox', { name: 'Pattern' }).fill('\\bMW-\\d{5}\\b');
  await dialog.getByRole('textbox', { name: 'Text to try it on' }).fill('MW-48213 and MW-1');
  await dialog.locator('mark', { hasText: 'MW-48213' }).waitFor();
  await look(page, 'personal-data-pattern');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });

  const own = page.getByRole('region', { name: 'Patterns of this plant' });
  await own.getByText('\\bMW-\\d{5}\\b').waitFor();
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Call Bo on +49 170 5550199 or write to bo@larkfield.example.\nMW-48213 greased P-101A at 3.5 bar.');
  const shown = page.getByRole('region', { name: 'The text, with what was found' });
  await shown.locator('mark').nth(2).waitFor();
  expect(await shown.locator('mark').allTextContents()).toEqual(['+49 170 5550199Phone number', 'bo@larkfield.exampleE-mail address', 'MW-48213Badge']);
  expect(await shown.textContent()).toContain('greased P-101A at 3.5 bar.');
  await shown.scrollIntoViewIfNeeded();
  await look(page, 'personal-data');
  const dark = await bench.open({ at: '/admin/personal-data', prefer: { scheme: 'dark' } });
  await dark.getByRole('textbox', { name: 'Text', exact: true }).fill('Call Bo on +49 170 5550199, MW-48213.');
  await dark.locator('mark').nth(1).waitFor();
  await dark.locator('mark').nth(1).scrollIntoViewIfNeeded();
  await look(dark, 'personal-data-dark');
});

test.each([
  ['Warn whoever asked', 'generated', /Your question, or what was said before it, holds personal data and went to the language model: E-mail address and Badge/],
  ['Put tokens in its place', 'generated', /The language model saw tokens in the place of personal data: E-mail address and Badge/],
  ['Ask no model', 'passages', /No language model was asked, because of personal data: E-mail address and Badge/],
] as const)('%s: whoever asks is told with the answer, and again when they come back to it', async (mode, answered, told) => {
  const admin = await bench.open({ at: '/admin/personal-data' });
  await choose(admin, mode);
  const page = await bench.open({ at: '/ask' });
  await ask(page, QUESTION);
  await answerOf(page, answered).getByText(told).waitFor();
  await look(page, `personal-data-${answered}`);
  await page.reload();
  await answerOf(page, answered).getByText(told).waitFor();
});

test('a pattern is changed and removed', async () => {
  const page = await bench.open({ at: '/admin/personal-data' });
  await page.getByRole('button', { name: 'Change Badge' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Badge number');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Remove Badge number' }).click();
  await page.getByText('Badge number is removed.').waitFor();
  await page.getByRole('region', { name: 'Patterns of this plant' }).getByText('There are none yet.').waitFor();
});

test('an admin blocks words and demands support, tries both, and whoever asks is told what was done about an answer', async () => {
  const page = await bench.open({ at: '/admin/guardrails' });
  await page.getByRole('button', { name: 'Block something' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Words or pattern' }).fill('is tightened');
  await look(page, 'guardrails-rule');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('textbox', { name: /What the document says/ }).fill('The impeller nut is tightened to 55 N·m.');
  await page.getByRole('textbox', { name: 'What the model writes' }).fill('The impeller nut is tightened to 60 N·m [1].');
  const shown = page.getByRole('region', { name: 'The answer, with what was found' });
  await shown.locator('mark', { hasText: 'is tightenedblocked' }).waitFor();
  await page.getByText('The answer would be shown with pieces covered.').waitFor();
  await shown.scrollIntoViewIfNeeded();
  await look(page, 'guardrails');

  const asker = await bench.open({ at: '/ask' });
  await ask(asker, 'What is the torque of the impeller nut of pump P-101A?');
  await answerOf(asker, 'generated').getByText('A piece of this answer is covered').waitFor();
  await answerOf(asker, 'generated').getByText('The impeller nut of pump P-101A █████ to 55 N·m').waitFor();
  await look(asker, 'guardrails-masked');

  const answer = answerOf(asker, 'generated');
  await answer.getByRole('button', { name: 'Details' }).click();
  await answer.getByRole('button', { name: 'Run again and compare' }).click();
  await answer.getByText('Words of this answer were withheld and are not kept').waitFor();
  await look(asker, 'replayed');

  await page.getByRole('button', { name: 'Change is tightened' }).click();
  await dialog.getByRole('combobox', { name: 'When a model writes it' }).click();
  await page.getByRole('option', { name: 'Refuse the answer' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await ask(asker, 'Which torque does the impeller nut of P-101A need?');
  await answerOf(asker, 'passages').getByText('held something that this plant does not let a model write').waitFor();
  await look(asker, 'guardrails-refused');

  await page.reload();
  const found = page.getByRole('table', { name: 'Answers with something wrong' });
  await found.getByRole('cell', { name: 'Blocked: 1' }).nth(1).waitFor();
  await found.scrollIntoViewIfNeeded();
  await look(page, 'guardrails-violations');
  await page.getByRole('button', { name: 'Remove is tightened' }).click();
  await page.getByText('Nothing is blocked.').waitFor();
});

test('whoever asked runs an answer again: it is the same, and with another model the first other token and what has changed are named', async () => {
  const page = await bench.open({ at: '/ask' });
  await ask(page, 'What torque does the impeller nut of pump P-101A need?');
  const answer = answerOf(page, 'generated');
  await answer.getByRole('button', { name: 'Details' }).click();
  await answer.getByRole('button', { name: 'Run again and compare' }).click();
  await answer.getByText('Scripted example wrote the same again, word for word.').waitFor();
  await expect.poll(() => answer.getByText('word for word.').evaluate((element) => document.elementFromPoint(element.getBoundingClientRect().x + 5, element.getBoundingClientRect().bottom - 5) === element)).toBe(true);
  await look(page, 'replayed-same');

  const other = join(files.folder, 'other.gguf');
  makeScriptedGguf(other, { name: 'Another example', answer: BRIEF_ANSWER.with(6, ' 65') });
  await bench.plant.answerWith(await bench.plant.addModel(other));
  await bench.plant.removeModel(brief);
  await answer.getByRole('button', { name: 'Run again and compare' }).click();
  await answer.getByText('Another example wrote something else from token 7 on; 6 tokens are the same.').waitFor();
  await answer.getByText('First other token: “ 55”, now “ 65”.').waitFor();
  await answer.getByText('Another model answered: Scripted example, now Another example.').waitFor();
  await look(page, 'replayed-other');
  await page.emulateMedia({ colorScheme: 'dark' });
  await look(page, 'replayed-other-dark');
});
