import { beforeAll, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { sourcePanel } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { takePicture } from './support/picture.ts';

const bench = useBench({ plant: 'sample' });
const MANUAL = 'MAN-P101_Feed-Pump-P-101AB_Operating-Manual.pdf';
const LOCKOUT = 'LOTO-003_Lock-out-Tag-out_Feed-Pumps-and-Evaporator.docx';
const QUESTIONS = [
  { id: 1, question: 'What is the torque of the impeller nut of pump P-101A?', file: MANUAL, page: 4, kind: 'number' },
  { id: 2, question: 'At what steam header pressure does V-101 close?', file: 'ARM-200_Alarm-Response-Manual_Evaporation.pdf', page: 2, kind: 'number' },
  { id: 3, question: 'Who won the football world cup of 1998?', kind: 'unanswerable' },
];

beforeAll(async () => {
  await bench.plant.describe(MANUAL, { type: 'manual', tags: ['feed'] });
  await bench.plant.describe(LOCKOUT, { type: 'procedure', tags: ['feed'] });
  await bench.plant.collect('Feed pumps', [MANUAL, LOCKOUT]);
});

const results = (page: Page): Locator => page.getByRole('list', { name: 'Results' }).getByRole('listitem');

async function search(page: Page, words: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search the documents' }).fill(words);
  await page.getByRole('button', { name: 'Search' }).click();
  await results(page).first().waitFor();
}

const names = (page: Page): Promise<string[]> => results(page).evaluateAll((all) => [...new Set(all.map((each) => each.querySelector('button')?.textContent?.split(',')[0] ?? ''))]);

test('a search is narrowed by type, tag and collection, and stands in the address', async () => {
  const page = await bench.open({ at: '/search' });
  await search(page, 'pump P-101A');
  const filters = page.getByRole('region', { name: 'Filters' });
  await filters.getByRole('group', { name: 'Collection' }).getByRole('checkbox', { name: 'Feed pumps (2)' }).click();
  await expect.poll(async () => (await names(page)).sort()).toEqual([LOCKOUT, MANUAL]);
  await filters.getByRole('group', { name: 'Tag' }).getByRole('checkbox', { name: 'feed (2)' }).click();
  await filters.getByRole('group', { name: 'Document type' }).getByRole('checkbox', { name: 'Manual (1)' }).click();
  await expect.poll(() => names(page)).toEqual([MANUAL]);

  const address = page.url();
  await page.goto(`${bench.appliance.url}/#/documents`);
  await page.goto(address);
  await expect.poll(() => names(page)).toEqual([MANUAL]);
  expect(await page.getByRole('searchbox').inputValue()).toBe('pump P-101A');
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await expect.poll(async () => (await names(page)).length).toBeGreaterThan(2);
});

test('a result shows its page with the passage marked, and says why it stands where it stands', async () => {
  const page = await bench.open({ at: '/search' });
  await search(page, 'torque of the impeller nut');
  const first = results(page).filter({ hasText: MANUAL }).first();
  await first.locator('mark', { hasText: /impeller/i }).first().waitFor();
  await first.locator('img').waitFor();
  const why = first.getByRole('button', { name: 'Why this result' });
  await why.click();
  expect(await why.getAttribute('aria-expanded')).toBe('true');
  await first.getByText('Words found').waitFor();
  await first.getByText('Keywords (BM25)').waitFor();
  await expect.poll(() => results(page).locator('img').evaluateAll((all) => all.length > 1 && all.every((each) => each instanceof HTMLImageElement && each.complete))).toBe(true);
  await takePicture(page, 'search');

  await first.getByRole('button', { name: /page/ }).first().click();
  await sourcePanel(page).locator('[data-state="drawn"] [data-testid="passage-highlight"]').first().waitFor();
});

test('a word of the plant makes search find what calls it by another name', async () => {
  const page = await bench.open({ at: '/admin/vocabulary' });
  await page.getByRole('textbox', { name: 'Term or abbreviation' }).fill('Bertha');
  await page.getByRole('textbox', { name: 'Means, or is also called' }).fill('P-101B');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: /^Bertha/ }).waitFor();
  await page.goto(`${bench.appliance.url}/#/search`);
  await search(page, 'isolator of Bertha');
  await page.getByRole('list', { name: 'How the question was understood' }).getByText(/Bertha also as P-101B/).waitFor();
  await results(page).first().getByText(/P-101B/).first().waitFor();
});

test('an admin measures search with questions of their own', async () => {
  const page = await bench.open({ at: '/admin/evaluation' });
  const choose = page.locator('input[aria-label="Choose a file of questions"]');
  await choose.setInputFiles({ name: 'broken.jsonl', mimeType: 'application/json', buffer: Buffer.from(`${JSON.stringify(QUESTIONS[0])}\n{"id": 2}\n`) });
  await page.getByText(/^Line 2 is not a question/).waitFor();
  await choose.setInputFiles({ name: 'questions.jsonl', mimeType: 'application/json', buffer: Buffer.from(QUESTIONS.map((each) => JSON.stringify(each)).join('\n')) });
  await page.getByText('questions.jsonl: 3 questions').waitFor();
  await page.getByRole('button', { name: 'Measure' }).click();
  const stages = page.getByRole('table', { name: 'How well search finds the answers: Stage' });
  await stages.getByRole('row', { name: /^Ranked anew/ }).getByRole('cell').first().waitFor();
  await page.getByRole('table', { name: /Kind of question/ }).getByRole('row', { name: /^number/ }).waitFor();
  await page.getByText(/^Unanswerable questions told so: /).waitFor();
  await page.getByRole('table', { name: 'How well answers rest on what they cite' }).getByRole('row', { name: /^Quoted passages/ }).waitFor();
  expect(await page.getByRole('link', { name: 'Save the report' }).getAttribute('download')).toBe('search-quality.json');
  await takePicture(page, 'measuring');
});
