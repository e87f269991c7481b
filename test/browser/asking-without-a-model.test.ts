import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { pagePicture, toPng } from '#test/fixtures/ocr/page-pictures.ts';
import { answerOf, ask, question } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { BRIEF_ANSWER, BRIEF_NAME, makeModels } from './support/models.ts';
import { look } from './support/look.ts';
import { takePicture } from './support/picture.ts';

const bench = useBench({ plant: 'sample' });
const files = makeModels();
const QUESTION = 'What is the torque of the impeller nut of pump P-101A?';

afterAll(() => files.remove());

/** Drops a file on the window, as from a file manager. */
async function drop(page: Page, path: string, type = ''): Promise<void> {
  const content = (await readFile(path)).toString('base64');
  const transfer = await page.evaluateHandle(
    ([name, base64, type]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name, { type }));
      return data;
    },
    [basename(path), content, type] as const,
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

test('without a model the best passages are quoted and cited, and the way to a model is shown', async () => {
  const page = await bench.open({ at: '/ask' });
  await ask(page, QUESTION);
  const answer = answerOf(page, 'passages');
  await answer.getByText('Tighten the nut to 55 N·m').first().waitFor();
  await answer.getByRole('button', { name: /^Source 1: MAN-P101/ }).first().waitFor();
  await answer.getByText(/model/).first().waitFor();
  await answer.getByRole('link', { name: 'Open Models' }).click();
  await page.getByText('No language model is installed').waitFor();
});

test('a question that nothing answers gets no invented answer', async () => {
  const page = await bench.open({ at: '/ask' });
  await ask(page, 'zyxwv qqqqq?');
  await answerOf(page, 'nothing').getByText('Nothing in your documents answers this').waitFor();
});

test('what stands on a picture is put into the question, where it can be corrected before it is sent', async () => {
  const photo = join(files.folder, 'nameplate.png');
  await writeFile(photo, toPng(await pagePicture([{ x: 70, y: 760, size: 20, text: 'Feed pump P-101A' }, { x: 70, y: 700, size: 14, text: 'Impeller nut, left-hand thread' }])));
  const page = await bench.open({ at: '/ask' });
  await question(page).press('#');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('input[aria-label="Read a picture"]').setInputFiles(photo);
  await page.getByText(/^Check the text of nameplate\.png before you send it/).waitFor();
  expect(await question(page).inputValue()).toBe('Text on nameplate.png:\nFeed pump P-101A\nImpeller nut, left-hand thread\n\n');
  await question(page).pressSequentially('What is its torque?');
  await look(page, 'picture-read');
  await drop(page, photo, 'image/png');
  await page.getByText('Reading what stands on nameplate.png…').waitFor();
  await page.getByRole('button', { name: 'Stop reading' }).click();
  await page.getByRole('button', { name: 'Send' }).click();
  await answerOf(page, 'passages').getByText('Tighten the nut to 55 N·m').first().waitFor();
});

test('a file that only calls itself a model is refused with a sentence, and nothing is installed', async () => {
  await writeFile(files.broken, 'This is not a model.');
  const page = await bench.open({ at: '/models' });
  await page.getByText('No language model is installed').waitFor();
  await page.locator('input[aria-label="Add a model file"]').first().setInputFiles(files.broken);
  const refused = page.getByRole('region', { name: 'Installing broken.gguf' });
  await refused.getByRole('alert').waitFor();
  expect((await refused.innerText()).length).toBeGreaterThan(40);
  await page.getByText('No language model is installed').waitFor();
});

test('a model dropped on the screen is installed with its facts and its fit, and answers from then on as the only one', async () => {
  const page = await bench.open({ at: '/models' });
  await page.getByText('No language model is installed').waitFor();
  await drop(page, files.brief);
  const card = page.getByRole('article', { name: BRIEF_NAME });
  await card.getByText('SHA-256').waitFor();
  await card.getByText('llama').first().waitFor();
  await card.getByText('8,192 tokens').waitFor();
  await card.getByText('Fits this machine', { exact: true }).waitFor();
  await card.getByText('In use: Answers').waitFor();
  await page.getByText(`Answers: ${BRIEF_NAME}`).waitFor();
  await takePicture(page, 'models');

  await page.getByRole('button', { name: 'Check the files' }).click();
  await page.getByText('All model files are as they were installed.').waitFor();
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await ask(page, QUESTION);
  await answerOf(page, 'generated').getByText(BRIEF_ANSWER.join('').replace(' [1].', '')).first().waitFor();
});

test('removing the model needs its name typed, and passages are quoted again', async () => {
  const page = await bench.open({ at: '/models' });
  await page.getByRole('button', { name: `Remove ${BRIEF_NAME}?` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Remove', disabled: true }).waitFor();
  await dialog.getByRole('textbox').fill(BRIEF_NAME);
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No language model is installed').waitFor();
  await page.getByText('Answers: quoted passages').waitFor();
});
