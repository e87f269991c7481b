import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSystemBrowser } from '#adapters/system-browser/create-system-browser.ts';
import { SSO_DEFAULTS } from '#shared/contract/sso.ts';
import { browse, CLIENT_ID, startProvider, type TestProvider } from '#test/support/oidc/start-provider.ts';
import { openTestCore, setUpPlant, type TestCore } from '#test/support/test-core.ts';

let provider: TestProvider;
let plant: TestCore;
const shown: string[] = [];

/** Stands for the system's browser: follows the provider as one does, and comes back to the loopback address. */
async function browseFor(address: string): Promise<void> {
  shown.push(address);
  const redirected = await browse(address);
  expect(await (await fetch(redirected)).text()).toContain('close this page');
  await expect(fetch(redirected)).rejects.toThrow();
}

beforeAll(async () => {
  provider = await startProvider();
  provider.people.set('ada', { name: 'Ada', email: 'ada@mill.example', groups: ['mw'] });
  provider.nextPerson = 'ada';
  plant = await openTestCore(undefined, { outbound: [provider.issuer], systemBrowser: createSystemBrowser((address) => void browseFor(address)) });
  const admin = await setUpPlant(plant);
  await plant.call('sso.configure', { ...SSO_DEFAULTS, issuer: provider.issuer, clientId: CLIENT_ID, groups: { user: ['mw'] } }, admin);
});
afterAll(async () => {
  await plant.close();
  await provider.stop();
});

test("a desktop window signs in by the system's browser, over a loopback address that listens once", async () => {
  expect(await plant.call('sso.offered')).toMatchObject({ by: 'system-browser' });
  const { identity } = await plant.call<{ identity: { user: { name: string; role: string } } }>('sso.signInHere');
  expect(identity.user).toMatchObject({ name: 'Ada', role: 'user' });
  expect(new URL(shown[0] ?? '').searchParams.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/signed-in$/);
});

test('nothing but a page of the issuer is shown', () => {
  const browser = createSystemBrowser(() => expect.unreachable());
  expect(() => browser.show('https://evil.example/', 'https://login.example.com')).toThrow();
});
