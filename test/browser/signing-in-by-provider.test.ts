import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import { fromBase32, hotp, timeStep } from '#core/identity/second-factor/totp.ts';
import { createPlainBrowser } from '#test/support/oidc/plain-browser.ts';
import { CLIENT_ID, startProvider } from '#test/support/oidc/start-provider.ts';
import { question } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { ADMIN, PASSWORD, PLANT } from './support/plant.ts';

const provider = await startProvider();
const bench = useBench({ plant: 'empty', outbound: [provider.issuer] });
const PIN = '271828';

beforeAll(async () => {
  provider.people.set('uma', { name: 'Uma Ek', email: 'uma@mill.example', groups: ['operators'] });
  await bench.plant.addPerson('Bo Lind', 'user');
  await bench.plant.addPerson('Cy Holm', 'user');
});
afterAll(() => provider.stop());

const signedInAs = (page: Page, name: string) => page.getByRole('button', { name: `Signed in as ${name}` });

async function choose(page: Page, name: string, item: string): Promise<void> {
  await signedInAs(page, name).click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function fillLocal(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name: `Sign in to ${PLANT}` }).waitFor();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const PATIENT = { interval: 500 };

/** The draft on the screen, or null while there is none; the page's clock moves on meanwhile. */
async function typed(page: Page): Promise<string | null> {
  await page.clock.runFor(200);
  return question(page).inputValue({ timeout: 1_000 }).catch(() => null);
}

async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['MILLWRIGHT_LOOK'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

test('an admin sets the provider up and sees what a token would be mapped to', async () => {
  const page = await bench.open({ as: ADMIN, at: '/admin/signIn' });
  await page.getByRole('textbox', { name: 'Issuer' }).fill('https://not.allowed.example');
  await page.getByRole('textbox', { name: 'Client id' }).fill(CLIENT_ID);
  await page.getByRole('textbox', { name: 'User', exact: true }).fill('operators');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByText('This machine may not contact').first().waitFor();
  await page.getByRole('textbox', { name: 'Issuer' }).fill(provider.issuer);
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByText('Saved. The provider answered.').waitFor();
  const at = Math.floor(Date.now() / 1000);
  await page.getByRole('textbox', { name: 'Token', exact: true }).fill(await provider.sign({ sub: 'uma', iss: provider.issuer, aud: CLIENT_ID, iat: at, exp: at + 60, groups: ['operators'] }));
  await page.getByRole('button', { name: 'Show what it maps to' }).click();
  await page.getByText('The token is valid.').waitFor();
  await look(page, 'sign-in-settings-filled');
});

test('a person signs in at the provider and comes back to where they were going', async () => {
  const page = await bench.open({ as: null, at: '/documents' });
  const button = page.getByRole('button', { name: 'Sign in with Organisation account' });
  await button.waitFor();
  await look(page, 'sign-in-offered');
  await button.click();
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  await page.getByRole('link', { name: 'Uma Ek' }).click();
  await signedInAs(page, 'Uma Ek').waitFor();
  await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
  expect(page.url()).not.toContain('code=');
  await page.reload();
  await choose(page, 'Uma Ek', 'PIN for offline sign-in');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'PIN' }).fill(PIN);
  await dialog.getByRole('button', { name: 'Set the PIN' }).click();
  await page.getByText('The PIN is set.').waitFor();
});

test('a workstation that cannot show the provider signs in by the code that another device confirms, without a mouse', async () => {
  const page = await bench.open({ as: null, at: '/documents' });
  await page.getByRole('button', { name: 'Confirm on another device' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Confirm on another device' });
  const code = (await dialog.locator('dd strong').innerText()).trim();
  const address = (await dialog.locator('dd').first().innerText()).trim();
  await look(page, 'sign-in-device');
  provider.nextPerson = 'uma';
  const phone = createPlainBrowser();
  const asked = await phone.submit(await phone.open(address), { user_code: code });
  expect((await phone.submit(asked, { confirm: 'yes' })).html).toContain('Sign-in Success');
  provider.nextPerson = null;
  await signedInAs(page, 'Uma Ek').waitFor();
  await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
});

test('an answer that this browser did not ask for signs nobody in', async () => {
  const page = await bench.open({ as: null });
  await page.goto(`${bench.appliance.url}/signed-in?code=somebody-elses&state=x&iss=${encodeURIComponent(provider.issuer)}`);
  await page.getByRole('heading', { name: `Sign in to ${PLANT}` }).waitFor();
  expect(page.url()).not.toContain('code=');
});

test('with the provider stopped the PIN signs in, and the screen says as of when the role is', async () => {
  await provider.stop();
  try {
    const page = await bench.open({ as: null });
    await page.getByRole('button', { name: 'No network? Sign in with your PIN' }).click();
    await page.getByRole('textbox', { name: 'Organisation account name' }).fill('uma');
    await page.getByRole('textbox', { name: 'PIN' }).fill('000001');
    await page.getByRole('button', { name: 'Sign in with PIN' }).click();
    await page.getByText('Name or password is wrong.').waitFor();
    await page.getByRole('textbox', { name: 'PIN' }).fill(PIN);
    await page.getByRole('button', { name: 'Sign in with PIN' }).click();
    await page.getByText(/Offline sign-in, roles as of \d{4}-\d\d-\d\d/).waitFor();
    await look(page, 'offline');
  } finally {
    await provider.start();
  }
});

test('a second factor is set up by its picture or secret, and asked for from then on', async () => {
  const page = await bench.open({ as: 'Bo Lind' });
  await choose(page, 'Bo Lind', 'Second factor');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Set up' }).click();
  await dialog.getByRole('img', { name: /QR code/ }).waitFor();
  await look(page, 'second-factor');
  const secret = fromBase32((await dialog.getByText(/^[A-Z2-7]{32}$/).innerText()).trim());
  const code = (steps: number) => hotp(secret, timeStep(new Date()) + steps, createNodeCrypto());
  await dialog.getByRole('textbox', { name: 'Code' }).fill(code(0));
  await dialog.getByRole('button', { name: 'Switch on' }).click();
  const kept = page.getByRole('button', { name: 'I have written them down' });
  await kept.waitFor();
  const [recovery = ''] = await page.getByRole('dialog').getByRole('listitem').allInnerTexts();
  await kept.click();
  await choose(page, 'Bo Lind', 'Sign out');
  await fillLocal(page, 'Bo Lind');
  const field = page.getByRole('textbox', { name: 'Code of your second factor' });
  await field.fill('000000');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('The code is wrong').waitFor();
  await field.fill(recovery);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await signedInAs(page, 'Bo Lind').waitFor();
});

test('an admin takes the second factor of a person away, who is signed out and signs in by password alone', async () => {
  const theirs = await bench.open({ as: null });
  await fillLocal(theirs, 'Bo Lind');
  await theirs.getByRole('textbox', { name: 'Code of your second factor' }).waitFor();
  const page = await bench.open({ as: ADMIN, at: '/admin/people' });
  await page.getByRole('button', { name: 'More for Bo Lind' }).click();
  await page.getByRole('menuitem', { name: 'Take away second factor and PIN' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take away the second factor and PIN of Bo Lind?' });
  await dialog.getByText('really Bo Lind who asks').waitFor();
  await dialog.getByRole('button', { name: 'Take away' }).click();
  await page.getByText('The second factor of Bo Lind is gone.').waitFor();
  await look(page, 'people');
  await theirs.reload();
  await fillLocal(theirs, 'Bo Lind');
  await signedInAs(theirs, 'Bo Lind').waitFor();
});

test('a screen that nobody uses locks, stays locked over a reload, and gives everything back to its person only', async () => {
  const page = await bench.open({ as: 'Cy Holm', at: '/ask' });
  await question(page).waitFor();
  await page.clock.install();
  await page.reload();
  await question(page).fill('What was I about to ask?');
  await page.clock.runFor('10:05');
  const locked = page.getByRole('heading', { name: 'Locked' });
  await locked.waitFor();
  expect(await page.getByText('What was I about to ask?').count()).toBe(0);
  await look(page, 'locked');
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect.poll(() => typed(page), PATIENT).toBe('What was I about to ask?');
  await choose(page, 'Cy Holm', 'Lock the screen');
  await locked.waitFor();
  await page.reload();
  await locked.waitFor();
  await page.getByRole('button', { name: 'Someone else signs in' }).click();
  await fillLocal(page, ADMIN);
  await signedInAs(page, ADMIN).waitFor();
  await expect.poll(() => typed(page), PATIENT).toBe('');
});
