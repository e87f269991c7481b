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
  // Nobody but whom its creator named.
  const { users } = await fresh.call<{ users: { name: string }[] }>('users.list', {}, { kind: 'owner', tenant: null });
  expect(users.map(({ name }) => name)).toEqual(['Ada']);
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

test('a password that others would try first, or too short, is refused wherever one is set, and changes nothing', async () => {
  const { id, credential } = await addPerson(plant, admin, 'Gunnar Holm', 'user');
  const platform: Credential = { kind: 'owner', tenant: null, platform: true };
  const ways: [string, (password: string) => Promise<unknown>][] = [
    ['a first one', (password) => plant.call('users.add', { name: 'Nobody', role: 'user', password }, admin)],
    ['one that an admin gives', (password) => plant.call('users.resetPassword', { id, password }, admin)],
    ['their own', (next) => plant.call('auth.changePassword', { current: ADMIN_PASSWORD, next }, credential)],
    ["a new plant's", (password) => plant.call('tenants.add', { name: 'Mill Three', admin: 'Nobody', password }, platform)],
  ];
  for (const [way, set] of ways) {
    for (const guessable of ['qwertyuiop', 'Password123', 'millwright1', 'mill three 3', 'millone2026', 'GunnarHolm1'].filter((each) => isNear(way, each))) expect(await codeOf(set(guessable)), `${way}: ${guessable}`).toBe('PASSWORD_GUESSABLE');
    expect(await codeOf(set('kettle 9')), way).toBe('INVALID_INPUT');
  }
  expect(await codeOf(plant.call('auth.changePassword', { current: 'not my password', next: 'kettle 9 otter' }, credential))).toBe('SIGN_IN_FAILED');
  expect(await codeOf(plant.call('auth.signIn', { tenant: 'Mill One', name: 'Gunnar Holm', password: ADMIN_PASSWORD }))).toBe('ok');
  const { users } = await plant.call<{ users: { name: string }[] }>('users.list', {}, admin);
  expect(users.map(({ name }) => name)).not.toContain('Nobody');
});

/** Whether the name that a password is made of stands near where it is set. */
function isNear(way: string, password: string): boolean {
  if (/mill three/.test(password)) return way === "a new plant's";
  if (/millone/.test(password)) return way !== "a new plant's";
  return !/Gunnar/.test(password) || way === 'one that an admin gives' || way === 'their own';
}

test('a password is what was typed, whatever is in it and however long, and nothing else', async () => {
  const { id } = await addPerson(plant, admin, 'Vera', 'user');
  for (const password of ['  nur kleine wörter  ', '7350198264073519', 'đêm 🌙 trăng sáng', `kettle 9 otter sings ${'x'.repeat(235)}`]) {
    await plant.call('users.resetPassword', { id, password }, admin);
    const signIn = (typed: string) => codeOf(plant.call('auth.signIn', { name: 'Vera', password: typed }));
    for (const other of new Set([password.trim(), password.toUpperCase(), password.slice(0, -1), password.slice(0, 72)])) if (other !== password) expect(await signIn(other), other).toBe('SIGN_IN_FAILED');
    expect(await signIn(password), password).toBe('ok');
  }
});

test('each sign-in has a session of its own, whose token is made for it alone, of 256 random bits', async () => {
  await addPerson(plant, admin, 'Tess', 'user');
  const tokens: string[] = [];
  for (let n = 0; n < 4; n += 1) tokens.push((await plant.call<{ token: string }>('auth.signIn', { name: 'Tess', password: ADMIN_PASSWORD })).token);
  expect(new Set(tokens).size).toBe(4);
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  const { sessions } = await plant.call<{ sessions: unknown[] }>('sessions.mine', {}, session(tokens[0] ?? ''));
  expect(sessions).toHaveLength(5);
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
