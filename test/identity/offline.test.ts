import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addPerson } from '#test/support/test-core.ts';
import { codeOf, DAY, MINUTE, openSsoPlant, session, type SsoPlant } from './open-sso.ts';

const PIN = '271828';
let sso: SsoPlant;

beforeAll(async () => {
  sso = await openSsoPlant();
  const { token } = await sso.signIn('uma');
  await sso.plant.call('offline.setPin', { pin: PIN }, session(token));
});
afterAll(() => sso.close());
beforeEach(() => {
  sso.time.ahead = 0;
});

type Result = { token: string; identity: { user: { role: string }; signedIn: { method: string; rolesAsOf: string } } };
const byPin = (pin = PIN, name = 'uma') => sso.plant.call<Result>('offline.signIn', { name, pin });

async function withoutNetwork<T>(work: () => Promise<T>): Promise<T> {
  await sso.provider.stop();
  try {
    return await work();
  } finally {
    await sso.provider.start();
  }
}

test('without a network the PIN signs in with the roles last seen, and says since when', () =>
  withoutNetwork(async () => {
    sso.time.ahead = 5 * MINUTE;
    const { token, identity } = await byPin();
    expect(identity).toMatchObject({ user: { role: 'user' }, signedIn: { method: 'offline' } });
    expect(Date.parse(identity.signedIn.rolesAsOf)).toBeLessThan(Date.now() + MINUTE);
    expect(await codeOf(sso.plant.call('users.list', {}, session(token)))).toBe('FORBIDDEN');
    expect(await codeOf(sso.plant.call('offline.setPin', { pin: '314159' }, session(token)))).toBe('OFFLINE_REFUSED');
  }));

test('with a network the provider is asked, and its answer counts', async () => {
  const { identity } = await byPin();
  expect(identity.signedIn.method).toBe('sso');
});

test('a wrong PIN is held to the lock-out, for names that exist and names that do not', () =>
  withoutNetwork(async () => {
    for (const name of ['uma', 'nobody']) {
      const answers: string[] = [];
      for (let tries = 0; tries < 7; tries++) answers.push(await codeOf(byPin('000001', name)));
      expect({ name, answers }).toEqual({ name, answers: [...Array<string>(5).fill('SIGN_IN_FAILED'), 'ACCOUNT_LOCKED', 'ACCOUNT_LOCKED'] });
    }
    expect(await codeOf(byPin())).toBe('ACCOUNT_LOCKED');
    sso.time.ahead = 2 * MINUTE;
    expect(await codeOf(byPin())).toBe('ok');
  }));

test('a PIN has six digits or more, and not all the same', async () => {
  const { token } = await sso.signIn('uma');
  for (const pin of ['12345', 'abcdef', '111111', '1234567890123']) expect(await codeOf(sso.plant.call('offline.setPin', { pin }, session(token)))).toBe('INVALID_INPUT');
});

test('an admin takes a PIN away that was forgotten or seen, and the sessions of its person end', async () => {
  const { token } = await sso.signIn('uma');
  const { user } = await sso.plant.call<{ user: { id: string } }>('auth.whoami', {}, session(token));
  expect(await codeOf(sso.plant.call('secondFactor.reset', { id: user.id }, session(token)))).toBe('FORBIDDEN');
  expect(await sso.plant.call('secondFactor.reset', { id: user.id }, sso.admin)).toEqual({ factor: false, pin: true });
  expect(await codeOf(sso.plant.call('auth.whoami', {}, session(token)))).toBe('SESSION_EXPIRED');
  expect(await codeOf(byPin())).toBe('SIGN_IN_FAILED');
  const again = await sso.signIn('uma');
  await sso.plant.call('offline.setPin', { pin: PIN }, session(again.token));
  expect(await codeOf(byPin())).toBe('ok');
});

test('a local account gets no PIN, and neither does anybody where the admin allows no offline days', async () => {
  const local = await addPerson(sso.plant, sso.admin, 'Lena', 'user');
  expect(await codeOf(sso.plant.call('offline.setPin', { pin: PIN }, local.credential))).toBe('OFFLINE_REFUSED');
  await sso.plant.call('sso.configure', { ...sso.config, offlineDays: 0 }, sso.admin);
  const { token } = await sso.signIn('uma');
  expect(await codeOf(sso.plant.call('offline.setPin', { pin: PIN }, session(token)))).toBe('OFFLINE_REFUSED');
  await sso.plant.call('sso.configure', sso.config, sso.admin);
});

test('a locked screen answers nothing until it is unlocked by the password or the PIN', async () => {
  const local = await addPerson(sso.plant, sso.admin, 'Lars', 'user');
  const { token } = await sso.signIn('uma');
  for (const [credential, secret] of [[local.credential, 'correct horse 42'], [session(token), PIN]] as const) {
    await sso.plant.call('offline.lock', {}, credential);
    expect(await codeOf(sso.plant.call('documents.list', {}, credential))).toBe('SESSION_LOCKED');
    expect(await codeOf(sso.plant.call('auth.changePassword', { current: secret, next: 'something else 1' }, credential))).toBe('SESSION_LOCKED');
    expect(await sso.plant.call('auth.whoami', {}, credential)).toMatchObject({ signedIn: { locked: true } });
    expect(await codeOf(sso.plant.call('offline.unlock', { secret: 'wrong' }, credential))).toBe('SIGN_IN_FAILED');
    await sso.plant.call('offline.unlock', { secret }, credential);
    expect(await codeOf(sso.plant.call('documents.list', {}, credential))).toBe('ok');
  }
});

test('a person whom the provider has revoked loses the PIN when it answers again, and it is recorded', async () => {
  sso.provider.people.set('rev', { name: 'Rev', email: 'rev@mill.example', groups: ['operators'] });
  const { token, identity } = await sso.signIn('rev');
  await sso.plant.call('offline.setPin', { pin: PIN }, session(token));
  sso.provider.people.delete('rev');
  expect(await codeOf(byPin(PIN, 'rev'))).toBe('OFFLINE_REFUSED');
  expect(await codeOf(withoutNetwork(() => byPin(PIN, 'rev')))).toBe('SIGN_IN_FAILED');
  const { records } = await sso.plant.call<{ records: { resourceId: string }[] }>('audit.list', { event: 'auth.grant_dropped' }, sso.admin);
  expect(records.some(({ resourceId }) => resourceId === identity.user.id)).toBe(true);
});

test('a clock that was turned back is noticed, and so is the end of the grace time', () =>
  withoutNetwork(async () => {
    sso.time.ahead = -10 * MINUTE;
    expect(await codeOf(byPin())).toBe('OFFLINE_REFUSED');
    const { records } = await sso.plant.call<{ records: { event: string; metadata: Record<string, unknown> }[] }>('audit.list', { event: 'auth.denied' }, sso.admin);
    expect(records.some(({ metadata }) => metadata['why'] === 'clock')).toBe(true);
    sso.time.ahead = 29 * DAY;
    expect(await codeOf(byPin())).toBe('ok');
    sso.time.ahead = 31 * DAY;
    expect(await codeOf(byPin())).toBe('OFFLINE_REFUSED');
  }));

test('a whole data directory on another machine, its key included, grants nothing there, and does again at home', async () => {
  const home = sso.machine.id;
  for (const [id, expected] of [['2'.repeat(32), 'OFFLINE_REFUSED'], [home, 'ok']] as const) {
    sso.machine.id = id;
    await sso.plant.restart();
    await withoutNetwork(async () => expect({ id, code: await codeOf(byPin()) }).toEqual({ id, code: expected }));
  }
  const { records } = await sso.plant.call<{ records: { metadata: Record<string, unknown> }[] }>('audit.list', { event: 'auth.denied' }, sso.admin);
  expect(records.some(({ metadata }) => metadata['why'] === 'installation')).toBe(true);
});

test('a data directory without its key grants nothing', async () => {
  await rm(join(sso.plant.dataDirectory, 'keys'), { recursive: true });
  await sso.plant.restart();
  sso.time.ahead = 32 * DAY;
  await withoutNetwork(async () => expect(await codeOf(byPin())).toBe('OFFLINE_REFUSED'));
});
