import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { browse } from '#test/support/oidc/start-provider.ts';
import { BAD_ID_TOKENS, BAD_TOKENS } from './hostile-tokens.ts';
import { AUDIENCE, codeOf, MINUTE, openSsoPlant, ORIGIN, session, type SsoPlant } from './open-sso.ts';

let sso: SsoPlant;

beforeAll(async () => {
  sso = await openSsoPlant();
});
afterAll(() => sso.close());
beforeEach(() => {
  sso.provider.alter.clear();
  sso.time.ahead = 0;
});

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

async function attempt(changeQuery: (query: URLSearchParams) => void = () => undefined): Promise<string> {
  sso.provider.nextPerson = 'ada';
  const { address, binding } = await sso.plant.call<{ address: string; binding: string }>('sso.begin', { origin: ORIGIN });
  const { searchParams } = await browse(address);
  changeQuery(searchParams);
  return codeOf(sso.plant.call('sso.complete', { binding, query: searchParams.toString() }));
}

describe('at sign-in', () => {
  test('the wrapper itself does no harm: a token signed anew with the same claims is taken', async () => {
    sso.provider.alter.set('/token', async (body) => ({ ...body, id_token: await sso.provider.sign(claimsOf(String(body['id_token']))) }));
    expect(await attempt()).toBe('ok');
  });

  test.each(Object.keys(BAD_ID_TOKENS))('an ID token %s is refused', async (name) => {
    const forge = BAD_ID_TOKENS[name];
    if (!forge) throw new Error(name);
    sso.provider.alter.set('/token', async (body) => ({ ...body, id_token: await forge(claimsOf(String(body['id_token'])), sso.provider) }));
    expect(await attempt()).toBe('SSO_REFUSED');
  });

  test.each([
    ['another state', (query: URLSearchParams) => query.set('state', 'another')],
    ['no state', (query: URLSearchParams) => query.delete('state')],
    ['another issuer', (query: URLSearchParams) => query.set('iss', 'https://evil.example')],
    ['no issuer', (query: URLSearchParams) => query.delete('iss')],
    ['a made-up code', (query: URLSearchParams) => query.set('code', 'made-up')],
    ['no code', (query: URLSearchParams) => query.delete('code')],
    ['two codes', (query: URLSearchParams) => query.append('code', 'second')],
    ['an error', (query: URLSearchParams) => query.set('error', 'access_denied')],
  ] as const)('an answer with %s is refused', async (_name, change) => {
    expect(await attempt(change)).toBe('SSO_REFUSED');
  });

  test.each([
    ['no ID token', ({ id_token: _gone, ...rest }: Record<string, unknown>) => rest],
    ['no access token', ({ access_token: _gone, ...rest }: Record<string, unknown>) => rest],
    ['a token type that nobody knows', (body: Record<string, unknown>) => ({ ...body, token_type: 'mac' })],
    ['an ID token that is no text', (body: Record<string, unknown>) => ({ ...body, id_token: 7 })],
  ])('tokens with %s are refused', async (_name, change) => {
    sso.provider.alter.set('/token', change);
    expect(await attempt()).toBe('SSO_REFUSED');
  });

  test('what is said beside the token about another person is refused', async () => {
    sso.provider.alter.set('/me', (body) => ({ ...body, sub: 'uma' }));
    expect(await attempt()).toBe('SSO_REFUSED');
  });

  test('a code that was used serves nobody again', async () => {
    sso.provider.nextPerson = 'ada';
    const begin = () => sso.plant.call<{ address: string; binding: string }>('sso.begin', { origin: ORIGIN });
    const [first, second] = [await begin(), await begin()];
    const [one, two] = [await browse(first.address), await browse(second.address)];
    expect(await codeOf(sso.plant.call('sso.complete', { binding: first.binding, query: one.search.slice(1) }))).toBe('ok');
    two.searchParams.set('code', one.searchParams.get('code') ?? '');
    expect(await codeOf(sso.plant.call('sso.complete', { binding: second.binding, query: two.search.slice(1) }))).toBe('SSO_REFUSED');
  });
});

describe('as a bearer token', () => {
  const good = () => ({ sub: 'ada', iss: sso.provider.issuer, aud: AUDIENCE, iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 300, groups: ['mw-admins'] });
  const call = async (token: string) => codeOf(sso.plant.call('users.list', {}, session(token)));

  test('a good one acts for its person with their role, plain and typed as an access token', async () => {
    expect(await call(await sso.provider.sign(good()))).toBe('ok');
    expect(await call(await sso.provider.sign(good(), { typ: 'at+jwt' }))).toBe('ok');
  });

  test.each(Object.keys(BAD_TOKENS))('one %s is refused', async (name) => {
    const forge = BAD_TOKENS[name];
    if (!forge) throw new Error(name);
    expect(await call(await forge(good(), sso.provider))).toBe('UNAUTHENTICATED');
  });

  test('a refused one is recorded in the plant whose provider it names, with why', async () => {
    await call(await sso.provider.sign({ ...good(), aud: 'another' }));
    const { records } = await sso.plant.call<{ records: object[] }>('audit.list', { event: 'auth.denied', limit: 1 }, sso.admin);
    expect(records).toMatchObject([{ outcome: 'denied', operation: 'users.list', userId: null, metadata: { via: 'token', why: 'audience' } }]);
  });

  test('clocks may differ by half a minute, and no more', async () => {
    const at = Math.floor(Date.now() / 1000);
    expect(await call(await sso.provider.sign({ ...good(), iat: at + 15, nbf: at + 15 }))).toBe('ok');
    expect(await call(await sso.provider.sign({ ...good(), exp: at - 10 }))).toBe('ok');
    expect(await call(await sso.provider.sign({ ...good(), exp: at - 45 }))).toBe('UNAUTHENTICATED');
  });

  test('a person without a role here, one disabled here, and an ID token get nothing', async () => {
    expect(await call(await sso.provider.sign({ ...good(), sub: 'new', groups: ['canteen'] }))).toBe('UNAUTHENTICATED');
    expect(await call(await sso.provider.sign({ ...good(), aud: sso.config.clientId }))).toBe('UNAUTHENTICATED');
    const { identity } = await sso.signIn('uma');
    await sso.plant.call('users.setActive', { id: identity.user.id, active: false }, sso.admin);
    expect(await call(await sso.provider.sign({ ...good(), sub: 'uma' }))).toBe('UNAUTHENTICATED');
  });

  test('a role that was taken away meanwhile is not brought back by an older token', async () => {
    const before = await sso.provider.sign({ ...good(), sub: 'eve', iat: Math.floor(Date.now() / 1000) - 60 });
    expect(await call(before)).toBe('ok');
    const { users } = await sso.plant.call<{ users: { id: string; name: string }[] }>('users.list', {}, sso.admin);
    await sso.plant.call('users.setRole', { id: users.find(({ name }) => name === 'eve')?.id, role: 'viewer' }, sso.admin);
    expect(await call(before)).toBe('FORBIDDEN');
  });

  test('while the provider is away tokens are checked on with the keys it had', async () => {
    const token = await sso.provider.sign({ ...good(), exp: Math.floor(Date.now() / 1000) + 7_200 });
    await sso.provider.stop();
    try {
      sso.time.ahead = 70 * MINUTE;
      expect(await call(token)).toBe('ok');
    } finally {
      await sso.provider.start();
    }
  });

  test('without an audience in the settings no token is taken', async () => {
    await sso.plant.call('sso.configure', { ...sso.config, audiences: [] }, sso.admin);
    expect(await call(await sso.provider.sign(good()))).toBe('UNAUTHENTICATED');
  });
});
