import { beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { question } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { look } from './support/look.ts';
import { ADMIN, PASSWORD, PLANT } from './support/plant.ts';

const bench = useBench({ plant: 'empty' });

beforeAll(async () => {
  await bench.plant.addPerson('Bo Lind', 'user');
  await bench.plant.addPerson('Cy Holm', 'user');
});

async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByRole('heading', { name: `Sign in to ${PLANT}` }).waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('nobody gets past the sign-in screen, and the right password leads to the address that was asked for', async () => {
  const page = await bench.open({ as: null, at: '/models' });
  await signIn(page, ADMIN, PASSWORD);
  await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
});

test('a wrong password and an unknown name get the same answer, and the name stays typed', async () => {
  const page = await bench.open({ as: null });
  await signIn(page, 'Bo Lind', 'not the password');
  const refusal = page.getByRole('alert');
  await refusal.waitFor();
  const known = await sentence(page);
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Bo Lind');
  expect(await page.getByRole('textbox', { name: 'Password' }).inputValue()).toBe('');
  await signIn(page, 'No Body', 'not the password');
  await page.getByRole('button', { name: 'Sign in', disabled: true }).waitFor();
  await expect.poll(() => sentence(page)).toBe(known);
});

/** The refusal without its reference, which differs each time. */
const sentence = async (page: Page): Promise<string> => (await page.getByRole('alert').innerText()).split('\n')[0] ?? '';

test('a session that an admin ends leads to sign-in, and the question typed before is still there', async () => {
  const page = await bench.open({ as: 'Cy Holm', at: '/ask' });
  await question(page).fill('What was I about to ask?');
  await bench.plant.disable('Cy Holm');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Your session has ended').waitFor();
  await bench.plant.enable('Cy Holm');
  await signIn(page, 'Cy Holm', PASSWORD);
  await expect.poll(async () => (await question(page).inputValue()) || (await page.getByRole('log', { name: 'Messages' }).innerText().catch(() => ''))).toContain('What was I about to ask?');
});

test('people who share a workstation change places by one press and their password, and nothing of the one before is left', async () => {
  const page = await bench.open({ as: null, at: '/ask' });
  await signIn(page, 'Bo Lind', PASSWORD);
  await question(page).fill('What Bo was about to ask');
  const leave = async (name: string) => {
    await page.getByRole('button', { name: `Signed in as ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Lock the screen' }).click();
    await page.getByRole('button', { name: 'Someone else signs in' }).click();
  };
  await leave('Bo Lind');
  await signIn(page, 'Cy Holm', PASSWORD);
  await expect.poll(() => question(page).inputValue()).toBe('');
  await leave('Cy Holm');
  const recent = page.getByRole('region', { name: 'Recently at this workstation' });
  await expect.poll(() => recent.getByRole('listitem').allInnerTexts()).toEqual(['Cy Holm', 'Bo Lind']);
  await look(page, 'recently-here');
  await recent.getByRole('button', { name: 'Bo Lind' }).click();
  await expect.poll(() => page.getByRole('textbox', { name: 'Password' }).evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Signed in as Bo Lind' }).waitFor();
  expect(await page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.includes('recent')).map(([, value]) => value).join())).not.toContain(PASSWORD);
  await leave('Bo Lind');
  await recent.getByRole('button', { name: 'Forget these names' }).click();
  await recent.waitFor({ state: 'detached' });
});

test('a person changes their own password', async () => {
  const page = await bench.open({ as: 'Bo Lind' });
  await page.getByRole('button', { name: 'Signed in as Bo Lind' }).click();
  await page.getByRole('menuitem', { name: 'Change password' }).click();
  const dialog = page.getByRole('dialog');
  const fields = await dialog.locator('input').evaluateAll((all) => all.map((each) => (each instanceof HTMLInputElement ? [each.type, each.autocomplete] : [])));
  expect(fields).toEqual([['password', 'current-password'], ['password', 'new-password'], ['password', 'new-password']]);
  await dialog.getByRole('textbox', { name: 'Present password' }).fill(PASSWORD);
  await dialog.getByRole('textbox', { name: 'New password', exact: true }).fill('qwertyuiop');
  await dialog.getByRole('textbox', { name: 'New password again' }).fill('qwertyuiop');
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await dialog.getByText('This password is among the first that others would try.').waitFor();
  await dialog.getByRole('textbox', { name: 'New password', exact: true }).fill('another good password');
  await dialog.getByRole('textbox', { name: 'New password again' }).fill('another good password');
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('The password is changed').waitFor();
});
