import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import type { InstalledModel } from '#shared/contract/models.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { answerOf, ask, conversations, question, sourcePanel } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { look } from './support/look.ts';
import { BRIEF_ANSWER, BRIEF_NAME, LONG_NAME, makeModels } from './support/models.ts';
import { takePicture } from './support/picture.ts';

const bench = useBench({ plant: 'sample' });
const files = makeModels();
const QUESTION = 'What is the torque of the impeller nut of pump P-101A?';
const WORDS = BRIEF_ANSWER.join('').replace(' [1].', '');
let brief: InstalledModel;
let long: InstalledModel;

beforeAll(async () => {
  brief = await bench.plant.addModel(files.brief);
  long = await bench.plant.addModel(files.long);
});
beforeEach(() => bench.plant.answerWith(brief));
afterAll(() => files.remove());

/** Opens Ask and gets one short answer. */
async function answered(): Promise<{ page: Page; answer: Locator }> {
  const page = await bench.open({ at: '/ask' });
  await ask(page, QUESTION);
  const answer = answerOf(page, 'generated');
  await answer.waitFor();
  return { page, answer };
}

/** Whether any highlight lies over some of the words on the page that is drawn. */
const highlightCovers = (page: Page, words: string): Promise<boolean> =>
  page.evaluate((wanted) => {
    const marks = [...document.querySelectorAll('[data-testid="passage-highlight"]')].map((mark) => mark.getBoundingClientRect());
    const spans = [...document.querySelectorAll('.textLayer span')].filter((span) => span.textContent?.includes(wanted));
    return spans.some((span) => {
      const text = span.getBoundingClientRect();
      return marks.some((mark) => mark.left < text.right && mark.right > text.left && mark.top < text.bottom && mark.bottom > text.top);
    });
  }, words);

test('a model answers with a numbered source, and the number opens the cited page of the PDF with the passage marked', async () => {
  const { page, answer } = await answered();
  await answer.getByText(WORDS).first().waitFor();
  expect(await answer.locator('[data-unsupported]').count()).toBe(0);
  await page.getByText(`Answers: ${BRIEF_NAME}`).waitFor();

  await answer.getByRole('button', { name: /^Source 1: MAN-P101.*page 4/ }).first().click();
  const drawn = sourcePanel(page).locator('section[data-page="4"][data-state="drawn"]');
  await drawn.getByTestId('passage-highlight').first().waitFor();
  await expect.poll(() => highlightCovers(page, '55 N·m')).toBe(true);
  expect(await drawn.getByTestId('passage-highlight').first().isVisible()).toBe(true);
  await takePicture(page, 'ask');
});

test('a source that is no PDF opens as text at the cited words, and a sentence its source does not say is marked', async () => {
  const page = await bench.open({ at: '/ask' });
  await ask(page, 'How many locks are needed to isolate feed pump P-101B, and where is its electrical isolator?');
  const answer = answerOf(page, 'generated');
  await answer.locator('[data-unsupported]').first().waitFor();
  await answer.getByText('not supported by its sources').waitFor();

  await answer.getByRole('button', { name: /^Source 1: LOTO-003.*docx/ }).first().click();
  const mark = sourcePanel(page).locator('mark');
  await mark.waitFor();
  await expect.poll(() => mark.innerText()).toContain('isolator Q-12 in MCC-1');
  const inView = () => mark.evaluate((element) => element.getBoundingClientRect().top < innerHeight && element.getBoundingClientRect().bottom > 0);
  await expect.poll(inView).toBe(true);
});

test('keys 1 to 9 open the sources of the latest answer', async () => {
  const { page } = await answered();
  await page.getByRole('heading', { name: 'Sources' }).click();
  await question(page).press('Escape');
  await page.keyboard.press('1');
  await sourcePanel(page).getByRole('region', { name: /Document MAN-P101/ }).waitFor();
});

test('words stream in while the answer is written, and what stands when it is stopped is kept', async () => {
  await bench.plant.answerWith(long);
  const page = await bench.open({ at: '/ask' });
  await ask(page, 'Which valves are checked on a round?');
  const writing = page.locator('article[aria-busy="true"]');
  await writing.getByText('Check valve V-001.').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();

  const stopped = answerOf(page, 'generated');
  await stopped.getByText('This answer is not complete').waitFor();
  const words = await stopped.innerText();
  expect(words).toContain('Check valve V-001.');
  expect(words).not.toContain('Check valve V-300.');
  await page.reload();
  await answerOf(page, 'generated').getByText('Check valve V-001.').waitFor();
});

test('an answer goes on while another screen is open', async () => {
  await bench.plant.answerWith(long);
  const page = await bench.open({ at: '/ask' });
  await ask(page, 'Which valves are checked on a long round?');
  await page.getByText('Check valve V-001.').first().waitFor();
  await page.getByRole('link', { name: 'Search', exact: true }).click();
  await page.getByRole('heading', { name: 'Search', level: 1 }).waitFor();
  await page.goBack();
  await answerOf(page, 'generated').getByText('Check valve V-300.').waitFor();
});

test('an answer is given again, and an edited question takes the place of the first', async () => {
  const { page, answer } = await answered();
  await answer.getByRole('button', { name: 'Answer again' }).click();
  await page.locator('article[aria-busy="true"]').or(answerOf(page, 'generated')).first().waitFor();
  await answerOf(page, 'generated').getByText(WORDS).first().waitFor();

  await page.getByRole('button', { name: 'Edit and ask again' }).click();
  await page.getByRole('textbox', { name: 'Edit the question' }).fill('How tight is the impeller nut?');
  await page.getByRole('button', { name: 'Ask again' }).click();
  await page.getByRole('article', { name: 'You' }).getByText('How tight is the impeller nut?').waitFor();
  await answerOf(page, 'generated').getByText(WORDS).first().waitFor();
  expect(await page.getByRole('article', { name: 'You' }).count()).toBe(1);
  expect(await page.getByText(QUESTION, { exact: true }).and(page.locator('article *')).count()).toBe(0);
});

test('an answer is copied with its sources, and its details name the model', async () => {
  const { page, answer } = await answered();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await answer.getByRole('button', { name: 'Copy with sources' }).click();
  await page.getByText('Copied.').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(WORDS);
  expect(copied).toMatch(/\[1\] MAN-P101.*, page 4/);

  await answer.getByRole('button', { name: 'Details' }).click();
  await answer.getByText(BRIEF_NAME).waitFor();
  await answer.getByText('Time to first token').waitFor();
  const given = answer.getByRole('table', { name: 'What the model was given' });
  await given.getByRole('row', { name: /^Instructions built-in wording \d+/ }).waitFor();
  await given.getByRole('row', { name: /^Room for the answer The model sees 8,192 at once 700$/ }).waitFor();
  await answer.getByRole('list', { name: 'Left out' }).waitFor();
});

test('what people find of answers is read by an admin, kept as questions, and two models are compared on them side by side', async () => {
  const otherwise = join(files.folder, 'otherwise.gguf');
  makeScriptedGguf(otherwise, { name: 'Scripted otherwise', answer: ['Ask', ' the', ' fitter', '.'] });
  await bench.plant.addModel(otherwise);
  const { page, answer } = await answered();
  await answer.getByRole('button', { name: 'Not good' }).click();
  await page.getByRole('combobox', { name: 'Reason' }).click();
  await page.getByRole('option', { name: 'Something is missing' }).click();
  await page.getByRole('textbox', { name: /What would be right/ }).fill('The impeller nut is tightened to 55 N·m, with the impeller held.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Thank you.').waitFor();

  await page.goto(`${bench.appliance.url}/#/admin/feedback`);
  const said = page.getByRole('article', { name: QUESTION });
  await said.getByText('with the impeller held').waitFor();
  await said.getByText('Something is missing').waitFor();
  await said.getByText(BRIEF_NAME).waitFor();
  await look(page, 'feedback-light');
  await page.getByRole('button', { name: 'Good', exact: true }).click();
  await page.getByText('Nothing fits this choice').waitFor();
  await page.getByRole('button', { name: 'Not good' }).click();
  await page.getByRole('combobox', { name: 'Reason' }).click();
  await page.getByRole('option', { name: 'It is dangerous' }).click();
  await page.getByText('Nothing fits this choice').waitFor();
  await page.getByRole('combobox', { name: 'Reason' }).click();
  await page.getByRole('option', { name: 'Any reason' }).click();
  await said.waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as a file of questions' }).click()]);
  const exported = await readFile(await file.path(), 'utf8');
  expect(exported.trim().split('\n').map((line) => (JSON.parse(line) as { corrected?: string }).corrected)).toEqual([expect.stringContaining('impeller held')]);

  await page.getByRole('link', { name: 'Compare models' }).last().click();
  await page.getByRole('button', { name: 'Keep what people found of answers' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('From the line');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByRole('table', { name: 'Evaluation sets' }).getByRole('cell', { name: 'From the line', exact: true }).waitFor();
  // Three questions of a file as well: more than the slow model answers before somebody stops it.
  const line = (id: number) => JSON.stringify({ id, question: `${QUESTION} (${id})`, file: 'MAN-P101_Feed-Pump-P-101AB_Operating-Manual.pdf', page: 4 });
  await page.getByLabel('Keep the questions of a file').and(page.locator('input')).setInputFiles({ name: 'pumps.jsonl', mimeType: 'application/json', buffer: Buffer.from([1, 2, 3].map(line).join('\n')) });
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByRole('cell', { name: 'pumps', exact: true }).waitFor();

  await choose(page, 'Model', LONG_NAME);
  await choose(page, 'Against', BRIEF_NAME);
  await choose(page, 'Evaluation set', 'pumps');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('stopped', { exact: true }).waitFor();
  await look(page, 'comparison-stopped-light');
  await page.getByRole('button', { name: 'All comparisons' }).click();

  await choose(page, 'Model', BRIEF_NAME);
  await choose(page, 'Against', 'Scripted otherwise');
  await choose(page, 'Evaluation set', 'From the line');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('done', { exact: true }).waitFor();
  const totals = page.getByRole('table', { name: 'Totals' });
  await totals.getByRole('row', { name: 'Answers written 1 1' }).waitFor();
  const compared = page.getByRole('article', { name: QUESTION });
  await compared.getByRole('region', { name: BRIEF_NAME }).getByText(WORDS).waitFor();
  await compared.getByRole('region', { name: 'Scripted otherwise' }).getByText('Ask the fitter.').waitFor();
  await look(page, 'comparison-light');

  await page.getByRole('button', { name: 'All comparisons' }).click();
  await look(page, 'comparisons-light');
  await page.getByRole('button', { name: /^Show the comparison on pumps/ }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('cell', { name: 'stopped' }).waitFor({ state: 'detached' });
});

async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

test('a conversation is renamed, found by what was said in it, deleted, and had back', async () => {
  const { page } = await answered();
  const list = conversations(page);
  await list.getByRole('button', { name: /^Actions for/ }).first().click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Seal change, pump A');
  await page.getByRole('button', { name: 'Save' }).click();
  await list.getByRole('link', { name: 'Seal change, pump A' }).waitFor();

  await list.getByRole('searchbox', { name: 'Find in conversations' }).fill('tightened');
  await list.getByRole('link', { name: 'Seal change, pump A' }).waitFor();
  await list.getByRole('searchbox').fill('marmalade');
  await list.getByText('No conversation contains “marmalade”.').waitFor();
  await list.getByRole('searchbox').fill('');

  await remove(page, 'Seal change, pump A');
  await list.getByRole('link', { name: 'Seal change, pump A' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await list.getByRole('link', { name: 'Seal change, pump A' }).waitFor();

  const deleted = page.waitForResponse((response) => response.url().endsWith('/conversations/delete'));
  await remove(page, 'Seal change, pump A');
  expect((await deleted).ok()).toBe(true);
  await page.reload();
  await list.getByRole('searchbox').waitFor();
  await list.getByRole('link').nth(1).waitFor();
  expect(await list.getByRole('link', { name: 'Seal change, pump A' }).count()).toBe(0);
});

async function remove(page: Page, title: string): Promise<void> {
  await conversations(page).getByRole('button', { name: `Actions for ${title}` }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
}
