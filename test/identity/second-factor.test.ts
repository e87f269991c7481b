import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import { fromBase32, hotp, timeStep } from '#core/identity/second-factor/totp.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { ADMIN_PASSWORD, addPerson, openTestCore, setUpPlant, type TestCore } from '#test/support/test-core.ts';
import { codeOf, MINUTE } from './open-sso.ts';

const time = { ahead: 0 };
const clock = { now: () => new Date(Date.now() + time.ahead), elapsed: () => performance.now() };
const crypto = createNodeCrypto();
let plant: TestCore;
let admin: Credential;

beforeAll(async () => {
  plant = await openTestCore(undefined, { clock });
  admin = await setUpPlant(plant);
});
afterAll(() => plant.close());
beforeEach(() => {
  time.ahead += 2 * MINUTE;
});

const codeFor = (secret: string, steps = 0) => hotp(fromBase32(secret), timeStep(clock.now()) + steps, crypto);
const signIn = (name: string, code?: string) => codeOf(plant.call('auth.signIn', { name, password: ADMIN_PASSWORD, ...(code === undefined ? {} : { code }) }));

async function enrol(name: string) {
  const person = await addPerson(plant, admin, name, 'user');
  const { secret, uri } = await plant.call<{ secret: string; uri: string }>('secondFactor.begin', { password: ADMIN_PASSWORD }, person.credential);
  const { recoveryCodes } = await plant.call<{ recoveryCodes: string[] }>('secondFactor.confirm', { code: codeFor(secret) }, person.credential);
  time.ahead += MINUTE;
  return { ...person, secret, uri, recoveryCodes };
}

test('with a second factor the password alone does not sign in; the code does, once', async () => {
  const { secret, uri } = await enrol('Tove');
  expect(uri).toMatch(/^otpauth:\/\/totp\/Mill%20One%3ATove\?secret=[A-Z2-7]{32}&issuer=Millwright$/);
  expect(await signIn('Tove')).toBe('CODE_NEEDED');
  const code = codeFor(secret);
  expect(await signIn('Tove', code)).toBe('ok');
  expect(await signIn('Tove', code)).toBe('CODE_WRONG');
  expect(await signIn('Tove', codeFor(secret, -1))).toBe('CODE_WRONG');
});

test('until the first code is shown the factor does not count', async () => {
  const { credential } = await addPerson(plant, admin, 'Unn', 'user');
  await plant.call('secondFactor.begin', { password: ADMIN_PASSWORD }, credential);
  expect(await codeOf(plant.call('secondFactor.confirm', { code: '000000' }, credential))).toBe('CODE_WRONG');
  expect(await signIn('Unn')).toBe('ok');
});

test('guessed codes are held to the lock-out of the account', async () => {
  const { secret } = await enrol('Ulf');
  const wrong = codeFor(secret, 40);
  const answers: string[] = [];
  for (let tries = 0; tries < 6; tries++) answers.push(await signIn('Ulf', wrong));
  expect(answers).toEqual([...Array<string>(5).fill('CODE_WRONG'), 'ACCOUNT_LOCKED']);
  expect(await signIn('Ulf', codeFor(secret))).toBe('ACCOUNT_LOCKED');
});

test('each recovery code signs in once, however it is typed', async () => {
  const { recoveryCodes, credential } = await enrol('Vera');
  expect(recoveryCodes).toHaveLength(10);
  const [first = '', second = ''] = recoveryCodes;
  expect(await signIn('Vera', first.toLowerCase().replaceAll('-', ' '))).toBe('ok');
  expect(await signIn('Vera', first)).toBe('CODE_WRONG');
  expect(await signIn('Vera', second)).toBe('ok');
  expect(await plant.call('secondFactor.state', {}, credential)).toEqual({ on: true, recoveryCodes: 8 });
});

test('switching it on or off needs the password; an admin can take it away, which ends the sessions of that person, and only of their own people', async () => {
  const { id, credential } = await enrol('Wim');
  expect(await codeOf(plant.call('secondFactor.remove', { password: 'wrong' }, credential))).toBe('SIGN_IN_FAILED');
  expect(await codeOf(plant.call('secondFactor.begin', { password: ADMIN_PASSWORD }, credential))).toBe('INVALID_INPUT');
  expect(await codeOf(plant.call('secondFactor.reset', { id }, credential))).toBe('FORBIDDEN');
  expect(await plant.call('secondFactor.reset', { id }, admin)).toEqual({ factor: true, pin: false });
  expect(await codeOf(plant.call('auth.whoami', {}, credential))).toBe('SESSION_EXPIRED');
  expect(await plant.call('secondFactor.reset', { id }, admin)).toEqual({ factor: false, pin: false });
  const { records } = await plant.call<{ records: { operation: string; resourceId: string; metadata: unknown }[] }>('audit.list', { event: 'admin.second_factor_reset', outcome: 'ok', limit: 5 }, admin);
  expect(records.at(-1)).toMatchObject({ operation: 'secondFactor.reset', metadata: { id, factor: true, pin: false } });
  expect(await codeOf(plant.call('secondFactor.reset', { id: '0198b7a0-0000-7000-8000-000000000000' }, admin))).toBe('USER_NOT_FOUND');
  expect(await signIn('Wim')).toBe('ok');
});

test('without the key of the installation no code is right, and recovery codes still are', async () => {
  const { secret, recoveryCodes } = await enrol('Xia');
  await rm(join(plant.dataDirectory, 'keys'), { recursive: true });
  await plant.restart();
  expect(await signIn('Xia', codeFor(secret))).toBe('CODE_WRONG');
  expect(await signIn('Xia', recoveryCodes[3])).toBe('ok');
});
