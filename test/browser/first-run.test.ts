import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { startAppliance, type Appliance } from './support/appliance.ts';
import { useBench } from './support/bench.ts';
import { answerOf, ask } from './support/ask.ts';
import { PASSWORD } from './support/plant.ts';

const bench = useBench({ plant: 'none' });
let second: Appliance | undefined;

beforeEach(() => {
  second = undefined;
});
afterEach(() => second?.remove());

async function fillPlant(page: Page, plant: string, password = PASSWORD): Promise<void> {
  await page.getByRole('textbox', { name: 'Plant name' }).fill(plant);
  await page.getByRole('textbox', { name: 'Your name' }).fill('Anna Berg');
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('without the one-time link nothing can be set up, and the screen says where the link is', async () => {
  const page = await bench.open();
  await page.getByRole('heading', { name: 'This installation has no plant yet' }).waitFor();
  expect(await page.getByRole('textbox').count()).toBe(0);
});

test('the link leads through set-up, also after a reload in the middle, to the sample plant and a first answer', async () => {
  const page = await bench.open();
  await page.goto(bench.appliance.link);
  await page.getByRole('textbox', { name: 'Plant name' }).fill('Half a na');
  await page.reload();
  await fillPlant(page, 'Larkfield Juice Works');
  await page.getByRole('radio', { name: /Explore with a sample plant/ }).check();
  await page.getByRole('button', { name: 'Create the plant' }).click();
  await page.getByRole('button', { name: 'Continue without' }).click();

  await page.getByText('Answers: quoted passages').waitFor();
  expect(page.url()).not.toContain('link');
  await page.getByRole('link', { name: 'Documents', exact: true }).click();
  await page.getByRole('button', { name: 'Ready 12', exact: true }).waitFor();
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await ask(page, 'At what pressure does the safety valve PSV-102 open?');
  await answerOf(page, 'passages').getByText('13.5 bar').first().waitFor();
});

test('the link works once: whoever opens it again signs in by name', async () => {
  const page = await bench.open();
  await page.goto(bench.appliance.link);
  await page.getByText('The one-time link was not accepted').waitFor();
  await page.getByRole('heading', { name: 'Sign in to Larkfield Juice Works' }).waitFor();
});

test('a plant can start empty, with an admin who signs in again after signing out', async () => {
  second = await startAppliance();
  const page = await bench.open({ of: second });
  await page.goto(second.link);
  await fillPlant(page, 'Riverside Water Works', 'password12345');
  await page.getByRole('button', { name: 'Create the plant' }).click();
  await page.getByText('This password is among the first that others would try.').waitFor();
  expect(await page.getByRole('textbox', { name: 'Plant name' }).inputValue()).toBe('Riverside Water Works');
  await fillPlant(page, 'Riverside Water Works');
  await page.getByRole('radio', { name: /Bring my own documents/ }).check();
  await page.getByRole('button', { name: 'Create the plant' }).click();
  await page.getByRole('button', { name: 'Continue without' }).click();
  await page.getByRole('link', { name: 'Documents', exact: true }).click();
  await page.getByText('No documents yet').waitFor();
  await page.getByText('Riverside Water Works').first().waitFor();

  await page.getByRole('button', { name: 'Signed in as Anna Berg' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Riverside Water Works' }).waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('Anna Berg');
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('No documents yet').waitFor();
});
