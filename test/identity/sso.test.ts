import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CallFailed } from '#core/pipeline/index.ts';
import { createPlainBrowser } from '#test/support/oidc/plain-browser.ts';
import { browse } from '#test/support/oidc/start-provider.ts';
import { ADMIN_PASSWORD } from '#test/support/test-core.ts';
import { AUDIENCE, codeOf, DAY, MINUTE, openSsoPlant, ORIGIN, session, type SsoPlant } from './open-sso.ts';

let sso: SsoPlant;

/** The whole answer of a call that is refused, but for its own id. */
async function refusal(operation: string, input: object): Promise<unknown> {
  const error = await sso.plant.call(operation, input).then(() => null, (thrown: unknown) => thrown);
  if (!(error instanceof CallFailed)) return error;
  const { correlationId: _own, ...body } = error.body();
  return body;
}

beforeAll(async () => {
  sso = await openSsoPlant();
});
afterAll(() => sso.close());
beforeEach(() => {
  sso.time.ahead = 0;
});

const whoami = (token: string) => sso.plant.call<{ user: { role: string }; signedIn: { method: string } }>('auth.whoami', {}, session(token));

/** Until what runs beside the calls has happened. */
const until = (holds: () => Promise<boolean>) => expect.poll(holds, { timeout: 20_000, interval: 100 }).toBe(true);

test('a person signs in with the role of their group, and again as the same person', async () => {
  const first = await sso.signIn('ada');
  expect(first.identity.user).toMatchObject({ name: 'Ada Lovelace', role: 'admin' });
  const second = await sso.signIn('ada');
  expect(second.identity.user.id).toBe(first.identity.user.id);
  expect((await whoami(second.token)).signedIn).toMatchObject({ method: 'sso', locked: false });
  expect((await sso.signIn('uma')).identity.user.role).toBe('user');
});

test('the keys of the provider are fetched once an hour, ahead of its end and beside the work', async () => {
  await sso.plant.call('sso.configure', sso.config, sso.admin);
  const fetched = () => sso.provider.asked.filter((path) => path === '/jwks').length;
  const before = fetched();
  const beginAt = async (minutes: number) => {
    sso.time.ahead = minutes * MINUTE;
    await sso.plant.call('sso.begin', { origin: ORIGIN });
  };
  await beginAt(44);
  expect(fetched()).toBe(before);
  await beginAt(46);
  await until(async () => fetched() === before + 1);
  await beginAt(88);
  expect(fetched()).toBe(before + 1);
});

test.each(['ES256', 'EdDSA', 'RS256'])('a provider that signs with %s is understood, at sign-in and in tokens that programs show', async (alg) => {
  await sso.provider.rotateKeys(alg);
  await sso.plant.call('sso.configure', sso.config, sso.admin);
  const { token } = await sso.signIn('ada');
  expect((await whoami(token)).user.role).toBe('admin');
  const at = Math.floor(Date.now() / 1000);
  const shown = await sso.provider.sign({ sub: 'ada', iss: sso.provider.issuer, aud: AUDIENCE, iat: at, exp: at + 300, groups: ['mw-admins'] });
  expect(JSON.parse(Buffer.from(shown.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({ alg });
  expect(await codeOf(sso.plant.call('users.list', {}, session(shown)))).toBe('ok');
});

test('a person in no group with a role is refused, and no account is made', async () => {
  expect(await codeOf(sso.signIn('nob'))).toBe('SSO_NO_ROLE');
  const { users } = await sso.plant.call<{ users: { name: string }[] }>('users.list', {}, sso.admin);
  expect(users.map(({ name }) => name)).not.toContain('No Body');
});

test('the request asks for PKCE with S256, state and nonce, and none of the secrets is in it', async () => {
  const { address } = await sso.plant.call<{ address: string }>('sso.begin', { origin: ORIGIN });
  const asked = new URL(address).searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', redirect_uri: `${ORIGIN}/signed-in` });
  for (const name of ['code_challenge', 'state', 'nonce']) expect(asked.get(name)?.length).toBeGreaterThan(40);
  expect(asked.has('code_verifier')).toBe(false);
});

test('an answer counts once, and only for the browser that began', async () => {
  sso.provider.nextPerson = 'uma';
  const begin = () => sso.plant.call<{ address: string; binding: string }>('sso.begin', { origin: ORIGIN });
  const [mine, other] = [await begin(), await begin()];
  const query = (await browse(mine.address)).search.slice(1);
  expect(await codeOf(sso.plant.call('sso.complete', { binding: other.binding, query }))).toBe('SSO_REFUSED');
  expect(await codeOf(sso.plant.call('sso.complete', { binding: 'guessed', query }))).toBe('SSO_REFUSED');
  expect(await codeOf(sso.plant.call('sso.complete', { binding: mine.binding, query }))).toBe('ok');
  expect(await codeOf(sso.plant.call('sso.complete', { binding: mine.binding, query }))).toBe('SSO_REFUSED');
});

test('a sign-in that takes longer than ten minutes must be begun again', async () => {
  sso.provider.nextPerson = 'uma';
  const { address, binding } = await sso.plant.call<{ address: string; binding: string }>('sso.begin', { origin: ORIGIN });
  const query = (await browse(address)).search.slice(1);
  sso.time.ahead = 11 * MINUTE;
  expect(await codeOf(sso.plant.call('sso.complete', { binding, query }))).toBe('SSO_REFUSED');
});

test('a changed group changes the role at the next refresh, and it counts from the next call', async () => {
  const { token, identity } = await sso.signIn('uma');
  expect(await codeOf(sso.plant.call('users.list', {}, session(token)))).toBe('FORBIDDEN');
  sso.provider.people.set('uma', { name: 'Uma Ek', email: 'uma@mill.example', groups: ['mw-admins'] });
  sso.time.ahead = 11 * MINUTE;
  await whoami(token);
  await until(async () => (await whoami(token)).user.role === 'admin');
  expect(await codeOf(sso.plant.call('users.list', {}, session(token)))).toBe('ok');
  const { records } = await sso.plant.call<{ records: { event: string; resourceId: string }[] }>('audit.list', { event: 'auth.roles_refreshed' }, sso.admin);
  expect(records.some(({ resourceId }) => resourceId === identity.user.id)).toBe(true);
  sso.provider.people.set('uma', { name: 'Uma Ek', email: 'uma@mill.example', groups: ['operators'] });
});

test('a person whom the provider no longer knows loses the session at the next refresh, and it is recorded', async () => {
  sso.provider.people.set('lea', { name: 'Lea', email: 'lea@mill.example', groups: ['operators'] });
  const { token, identity } = await sso.signIn('lea');
  sso.provider.people.delete('lea');
  sso.time.ahead = 11 * MINUTE;
  await whoami(token);
  await until(async () => (await codeOf(whoami(token))) === 'SESSION_EXPIRED');
  const { records } = await sso.plant.call<{ records: { resourceId: string }[] }>('audit.list', { event: 'auth.grant_dropped' }, sso.admin);
  expect(records.some(({ resourceId }) => resourceId === identity.user.id)).toBe(true);
});

test('a person disabled here stays out, whatever the provider says', async () => {
  sso.provider.people.set('dan', { name: 'Dan', email: 'dan@mill.example', groups: ['operators'] });
  const { identity } = await sso.signIn('dan');
  await sso.plant.call('users.setActive', { id: identity.user.id, active: false }, sso.admin);
  expect(await codeOf(sso.signIn('dan'))).toBe('SSO_REFUSED');
});

test('signing out signs out at the provider too, where the browser is then asked who it is', async () => {
  const browser = createPlainBrowser();
  const signedIn = ({ pathname }: URL) => pathname === '/signed-in';
  const begin = () => sso.plant.call<{ address: string; binding: string }>('sso.begin', { origin: ORIGIN });
  sso.provider.nextPerson = 'uma';
  const { address, binding } = await begin();
  const back = await browser.open(address, signedIn);
  const { token } = await sso.plant.call<{ token: string }>('sso.complete', { binding, query: back.url.search.slice(1) });
  sso.provider.nextPerson = null;
  expect((await browser.open((await begin()).address, signedIn)).html).toContain('Needed: consent');

  const out = await sso.plant.call<{ address: string }>('sso.signOut', { origin: ORIGIN }, session(token));
  const url = new URL(out.address);
  expect(url.origin).toBe(sso.provider.issuer);
  expect(url.searchParams.get('id_token_hint')).toMatch(/^ey/);
  expect(await codeOf(whoami(token))).toBe('SESSION_EXPIRED');
  const left = await browser.submit(await browser.open(out.address), { logout: 'yes' }, ({ origin }) => origin === ORIGIN);
  expect(left.url.href).toBe(`${ORIGIN}/`);
  expect((await browser.open((await begin()).address, signedIn)).html).toContain('Needed: login');
});

test('a refresh token serves once: each refresh brings the next, over a restart too', async () => {
  sso.provider.people.set('rut', { name: 'Rut', email: 'rut@mill.example', groups: ['operators'] });
  const { token } = await sso.signIn('rut');
  const roles = [['mw-admins', 'admin'], ['operators', 'user'], ['mw-admins', 'admin']] as const;
  for (const [nth, [group, role]] of roles.entries()) {
    if (nth === 2) await sso.plant.restart();
    sso.provider.people.set('rut', { name: 'Rut', email: 'rut@mill.example', groups: [group] });
    sso.time.ahead = (nth + 1) * 11 * MINUTE;
    await whoami(token);
    await until(async () => (await whoami(token)).user.role === role);
  }
});

test('another device confirms a sign-in by its code, once', async () => {
  const begun = await sso.plant.call<{ binding: string; userCode: string; verificationUri: string; intervalSeconds: number }>('sso.beginDevice', {});
  const poll = () => {
    sso.time.ahead += (begun.intervalSeconds + 1) * 1_000;
    return sso.plant.call<{ state: string; token?: string }>('sso.pollDevice', { binding: begun.binding });
  };
  expect(await poll()).toEqual({ state: 'pending' });
  expect(new URL(begun.verificationUri).origin).toBe(sso.provider.issuer);
  sso.provider.nextPerson = 'uma';
  const phone = createPlainBrowser();
  const wrong = await phone.submit(await phone.open(begun.verificationUri), { user_code: 'AAAA-AAAA' });
  expect(wrong.html).toContain('code you entered is incorrect');
  expect(await poll()).toEqual({ state: 'pending' });
  const asked = await phone.submit(await phone.open(begun.verificationUri), { user_code: begun.userCode });
  expect(asked.html).toContain(begun.userCode);
  const confirmed = await phone.submit(asked, { confirm: 'yes' });
  expect(confirmed).toMatchObject({ status: 200, html: expect.stringContaining('Sign-in Success') });
  const { state, token = '' } = await poll();
  expect(state).toBe('signed-in');
  expect(await whoami(token)).toMatchObject({ user: { name: 'Uma Ek', role: 'user' }, signedIn: { method: 'sso' } });
  expect(await codeOf(poll())).toBe('SSO_REFUSED');
});

test('a sign-in that the other device refuses signs nobody in', async () => {
  const begun = await sso.plant.call<{ binding: string; userCode: string; verificationUri: string }>('sso.beginDevice', {});
  const phone = createPlainBrowser();
  const asked = await phone.submit(await phone.open(begun.verificationUri), { user_code: begun.userCode });
  await phone.submit(asked, { abort: 'yes' });
  expect(await codeOf(sso.plant.call('sso.pollDevice', { binding: begun.binding }))).toBe('SSO_REFUSED');
});

test('tokens are sealed in the database, and no answer holds the client secret', async () => {
  await sso.plant.call('sso.configure', { ...sso.config, clientSecret: 'very secret' }, sso.admin);
  const shown = JSON.stringify(await sso.plant.call('sso.settings', {}, sso.admin));
  expect(shown).toContain('"hasSecret":true');
  expect(shown).not.toContain('very secret');
  await sso.plant.call('sso.configure', { ...sso.config, clientSecret: null }, sso.admin);
});

test('a provider whose origin the owner of the machine has not named is not contacted', async () => {
  const elsewhere = { ...sso.config, issuer: 'https://login.elsewhere.example' };
  expect(await codeOf(sso.plant.call('sso.configure', elsewhere, sso.admin))).toBe('EGRESS_REFUSED');
  expect(await codeOf(sso.plant.call('sso.configure', { ...sso.config, issuer: `${sso.provider.issuer}/other` }, sso.admin))).toBe('INVALID_INPUT');
});

test('a mapping is tried on a pasted token, and the signature is checked', async () => {
  const token = await sso.provider.sign({ sub: 'x', oid: 'o-1', roles: ['Plant.Admin'], tid: 't-1', iss: sso.provider.issuer, aud: sso.config.clientId, iat: Date.now() / 1000, exp: Date.now() / 1000 + 60 });
  const claims = { ...sso.config.claims, subject: 'oid', groups: 'roles groups', tenant: 'tid', tenantValue: 't-1' };
  const attempt = (of: string) => sso.plant.call('sso.tryToken', { token: of, claims, groups: { admin: ['Plant.Admin'] } }, sso.admin);
  expect(await attempt(token)).toMatchObject({ signature: 'good', mapped: { subject: 'o-1', role: 'admin', ofThisPlant: true } });
  expect(await attempt(`${token.slice(0, -8)}AAAAAAAA`)).toMatchObject({ signature: 'signature' });
  expect(await codeOf(attempt('not a token'))).toBe('INVALID_INPUT');
});

test('only an admin sees and changes how people sign in', async () => {
  const { token } = await sso.signIn('uma');
  for (const operation of ['sso.settings', 'sso.configure', 'sso.tryToken', 'sso.disable', 'sso.setIdleLock']) expect(await codeOf(sso.plant.call(operation, {}, session(token)))).toBe('FORBIDDEN');
});

test('while the provider is away its keys are used on, over a restart too, but not for ever', async () => {
  await sso.plant.restart();
  await sso.provider.stop();
  try {
    sso.time.ahead = 2 * 60 * MINUTE;
    expect(await codeOf(sso.plant.call('sso.begin', { origin: ORIGIN }))).toBe('ok');
    sso.time.ahead = 2 * DAY;
    expect(await codeOf(sso.plant.call('sso.begin', { origin: ORIGIN }))).toBe('PROVIDER_UNREACHABLE');
  } finally {
    await sso.provider.start();
  }
});

test('a provider that changes its keys is understood at once', async () => {
  await sso.provider.rotateKeys();
  expect((await sso.signIn('ada')).identity.user.role).toBe('admin');
});

test('a plant that is not there offers what one without an organisation account offers', async () => {
  await sso.plant.call('tenants.add', { name: 'Works without', admin: 'Ada', password: ADMIN_PASSWORD }, sso.admin);
  const suspended = await sso.plant.call<{ id: string }>('tenants.add', { name: 'Works asleep', admin: 'Ada', password: ADMIN_PASSWORD }, sso.admin);
  await sso.plant.call('tenants.suspend', { id: suspended.id, reason: 'a test' }, sso.admin);
  const ask = async (tenant: string) => ({
    offered: await sso.plant.call('sso.offered', { tenant }),
    begin: await refusal('sso.begin', { tenant, origin: ORIGIN }),
    device: await refusal('sso.beginDevice', { tenant }),
    pin: await refusal('offline.signIn', { tenant, name: 'uma', pin: '271828' }),
    password: await refusal('auth.signIn', { tenant, name: 'Nobody', password: 'wrong' }),
  });
  const unknown = await ask('No such works');
  expect(unknown.offered).toEqual({ label: null, by: 'this-browser', device: false });
  expect(await ask('Works without')).toEqual(unknown);
  expect(await ask('Works asleep')).toEqual(unknown);
  expect(await sso.plant.call('sso.offered', { tenant: 'Mill One' })).toMatchObject({ label: 'Mill account' });
});
