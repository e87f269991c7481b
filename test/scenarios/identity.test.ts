import { afterAll, beforeAll, expect, test } from 'vitest';
import { CallFailed, type Credential } from '#core/pipeline/index.ts';
import { ADMIN_PASSWORD, addPerson, openTestCore, session, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

let plant: TestCore;
let admin: Credential;

beforeAll(async () => {
  plant = await openTestCore();
  admin = await setUpPlant(plant);
});
afterAll(() => plant.close());

async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: unknown) => (error instanceof CallFailed ? error.error.code : String(error)),
  );
}

test('a one-time link works once, and cannot create a second plant', async () => {
  const link = plant.core.setupLink();
  const first = await plant.call('auth.redeemLink', { link });
  expect(first['next']).toBe('signed-in');
  expect(await codeOf(plant.call('auth.redeemLink', { link }))).toBe('SETUP_LINK_INVALID');
  const bootstrap = { setupToken: 'guess', plant: 'Other', admin: 'Eve', password: ADMIN_PASSWORD };
  expect(await codeOf(plant.call('setup.bootstrap', bootstrap))).toBe('SETUP_LINK_INVALID');
});

test('before there is a plant its link opens set-up again after a reload; the plant’s creation ends the link', async () => {
  const fresh = await openTestCore();
  const link = fresh.core.setupLink();
  await fresh.call('auth.redeemLink', { link });
  const { setupToken } = await fresh.call<{ setupToken: string }>('auth.redeemLink', { link });
  await fresh.call('setup.bootstrap', { setupToken, plant: 'Mill', admin: 'Ada', password: ADMIN_PASSWORD });
  expect(await codeOf(fresh.call('auth.redeemLink', { link }))).toBe('SETUP_LINK_INVALID');
  await fresh.close();
});

test('a wrong password, an unknown name and an unknown plant get the same answer', async () => {
  const wrong = (input: object) => plant.call('auth.signIn', { password: 'nope', ...input }).catch((error: CallFailed) => error.error.message);
  const answers = await Promise.all([wrong({ name: 'Ada' }), wrong({ name: 'Nobody' }), wrong({ name: 'Ada', tenant: 'Elsewhere' })]);
  expect(new Set(answers).size).toBe(1);
});

test('a name without an account is locked like one with, so that a lock tells nothing', async () => {
  const attempts: string[] = [];
  for (let i = 0; i < 6; i++) attempts.push(await codeOf(plant.call('auth.signIn', { name: 'Nobody.At.All', password: 'wrong' })));
  expect(attempts).toEqual([...Array<string>(5).fill('SIGN_IN_FAILED'), 'ACCOUNT_LOCKED']);
});

test('five wrong passwords lock the account, even for the right one; an admin lifts the lock', async () => {
  const { id } = await addPerson(plant, admin, 'Lena', 'user');
  for (let i = 0; i < 5; i++) expect(await codeOf(plant.call('auth.signIn', { name: 'Lena', password: 'wrong' }))).toBe('SIGN_IN_FAILED');
  expect(await codeOf(plant.call('auth.signIn', { name: 'Lena', password: ADMIN_PASSWORD }))).toBe('ACCOUNT_LOCKED');
  await plant.call('users.resetPassword', { id, password: 'another secret 7' }, admin);
  expect(await codeOf(plant.call('auth.signIn', { name: 'Lena', password: 'another secret 7' }))).toBe('ok');
});

test('a made-up or signed-out session is refused', async () => {
  expect(await codeOf(plant.call('auth.whoami', {}, session('made-up')))).toBe('UNAUTHENTICATED');
  const { credential } = await addPerson(plant, admin, 'Otto', 'viewer');
  await plant.call('auth.signOut', {}, credential);
  expect(await codeOf(plant.call('auth.whoami', {}, credential))).toBe('SESSION_EXPIRED');
});

test('a changed role counts from the next call, and disabling a person ends their sessions at once', async () => {
  const { id, credential } = await addPerson(plant, admin, 'Uma', 'viewer');
  expect(await codeOf(plant.call('uploads.begin', { sizeBytes: 5 }, credential))).toBe('FORBIDDEN');
  await plant.call('users.setRole', { id, role: 'user' }, admin);
  expect(await codeOf(plant.call('uploads.begin', { sizeBytes: 5 }, credential))).toBe('ok');
  await plant.call('users.setActive', { id, active: false }, admin);
  expect(await codeOf(plant.call('auth.whoami', {}, credential))).toBe('UNAUTHENTICATED');
});

test('the last admin can neither step down nor be disabled', async () => {
  const { user } = await plant.call<{ user: { id: string } }>('auth.whoami', {}, admin);
  expect(await codeOf(plant.call('users.setRole', { id: user.id, role: 'user' }, admin))).toBe('LAST_ADMIN');
  expect(await codeOf(plant.call('users.setActive', { id: user.id, active: false }, admin))).toBe('LAST_ADMIN');
});

test('a person who changes their password keeps this session and loses the others', async () => {
  const { credential } = await addPerson(plant, admin, 'Pia', 'user');
  const second = session((await plant.call<{ token: string }>('auth.signIn', { name: 'Pia', password: ADMIN_PASSWORD })).token);
  await plant.call('auth.changePassword', { current: ADMIN_PASSWORD, next: 'brand new pass 1' }, credential);
  expect(await codeOf(plant.call('auth.whoami', {}, credential))).toBe('ok');
  expect(await codeOf(plant.call('auth.whoami', {}, second))).toBe('SESSION_EXPIRED');
});

test('two people with names that look alike cannot both exist', async () => {
  await addPerson(plant, admin, 'Ngọc An', 'user');
  expect(await codeOf(plant.call('users.add', { name: ' ngọc AN ', role: 'user', password: ADMIN_PASSWORD }, admin))).toBe('USER_EXISTS');
});

test('a stream ends when its reader loses the right to it, before anything more is told', async () => {
  const { id, credential } = await addPerson(plant, admin, 'Stella', 'user');
  for (const [operation, change, code] of [
    ['users.setRole', { id, role: 'viewer' }, 'FORBIDDEN'],
    ['users.setActive', { id, active: false }, 'UNAUTHENTICATED'],
  ] as const) {
    const events = (await plant.events<{ type: string }>('documents.watch', {}, credential))[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ type: 'all' });
    const next = events.next();
    next.catch(() => undefined);
    await plant.call(operation, change, admin);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await plant.call('documents.upload', { filename: 'later.txt', content: streamOf(`Told too late to ${code}.`) }, admin);
    await expect(next).rejects.toMatchObject({ error: { code } });
    await plant.core.ingestionIdle();
  }
});
