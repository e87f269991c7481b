import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { browse } from '#test/support/oidc/start-provider.ts';
import { codeOf, DAY, MINUTE, openSsoPlant, ORIGIN, session, type SsoPlant } from './open-sso.ts';

let sso: SsoPlant;

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

test('signing out says where to sign out at the provider too', async () => {
  const { token } = await sso.signIn('uma');
  const { address } = await sso.plant.call<{ address: string }>('sso.signOut', { origin: ORIGIN }, session(token));
  const url = new URL(address);
  expect(url.origin).toBe(sso.provider.issuer);
  expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${ORIGIN}/`);
  expect(url.searchParams.get('id_token_hint')).toMatch(/^ey/);
  expect(await codeOf(whoami(token))).toBe('SESSION_EXPIRED');
});

test('another device confirms a sign-in by its code', async () => {
  const begun = await sso.plant.call<{ binding: string; userCode: string; verificationUri: string; intervalSeconds: number }>('sso.beginDevice', {});
  const poll = () => sso.plant.call<{ state: string }>('sso.pollDevice', { binding: begun.binding });
  expect(await poll()).toEqual({ state: 'pending' });
  expect(new URL(begun.verificationUri).origin).toBe(sso.provider.issuer);
  expect(begun.userCode).toMatch(/^[A-Z-]{9}$/);
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
