import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CallFailed, type Credential } from '#core/pipeline/index.ts';
import { filesHolding } from '#test/support/files-holding.ts';
import { ADMIN_PASSWORD, addPerson, collect, openTestCore, session, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

interface Tenant {
  id: string;
  name: string;
  slug: string;
  active: boolean;
  usage: { documents: number; bytes: number };
}

let core: TestCore;
let operator: Credential;
let second: Tenant;
let bea: Credential;

const owner = (tenant: string | null = null, as: string | null = null): Credential => ({ kind: 'owner', tenant, as });
const platform: Credential = { kind: 'owner', tenant: null, platform: true };
const codeOf = async (work: Promise<unknown>): Promise<string> => work.then(() => 'ok', (error: unknown) => (error instanceof CallFailed ? error.error.code : String(error)));
const signIn = async (tenant: string, name: string): Promise<Credential> => session((await core.call<{ token: string }>('auth.signIn', { tenant, name, password: ADMIN_PASSWORD })).token);
const upload = (text: string, who: Credential) => core.call<{ document: { id: string } }>('documents.upload', { filename: 'note.txt', content: streamOf(text) }, who);

beforeAll(async () => {
  core = await openTestCore();
  operator = await setUpPlant(core);
  second = await core.call<Tenant>('tenants.add', { name: 'Mill Two', admin: 'Bea', password: ADMIN_PASSWORD }, operator);
  bea = await signIn('Mill Two', 'Bea');
});
afterAll(() => core.close());

describe('the operator of the installation', () => {
  test('is the first admin and the owner of the machine, and no other admin', async () => {
    const list = async (who: Credential) => (await core.call<{ tenants: Tenant[] }>('tenants.list', {}, who)).tenants.map(({ name }) => name);
    expect(await list(operator)).toEqual(['Mill One', 'Mill Two']);
    expect(await list(platform)).toEqual(['Mill One', 'Mill Two']);
    for (const name of ['list', 'add', 'suspend', 'resume', 'setQuotas']) expect(await codeOf(core.call(`tenants.${name}`, { id: second.id }, bea))).toBe('FORBIDDEN');
    const other = await addPerson(core, operator, 'Adam', 'admin');
    expect(await codeOf(core.call('tenants.list', {}, other.credential))).toBe('FORBIDDEN');
    expect((await core.call<{ permissions: string[] }>('auth.whoami', {}, other.credential)).permissions).not.toContain('platform:operate');
  });

  test('reads nothing of a plant they have no role in', async () => {
    const { document } = await upload('The zebrafish-991 valve opens at 4 bar.', bea);
    expect(await codeOf(core.call('documents.get', { id: document.id }, operator))).toBe('DOCUMENT_NOT_FOUND');
    expect(JSON.stringify(await core.call('tenants.list', {}, operator))).not.toContain('zebrafish');
    await core.core.ingestionIdle();
    expect(JSON.stringify(await core.call('search.query', { query: 'zebrafish-991 valve' }, operator))).not.toContain('4 bar');
  });

  test('gets a short name of its own for each plant, and no second plant of a name', async () => {
    const alike = await core.call<Tenant>('tenants.add', { name: 'Mill  Two!', admin: 'Cy', password: ADMIN_PASSWORD }, operator);
    expect(alike.slug).toBe('mill-two-2');
    expect(await codeOf(core.call('tenants.add', { name: 'mill two', admin: 'Cy', password: ADMIN_PASSWORD }, operator))).toBe('TENANT_EXISTS');
  });
});

describe('what a plant may and holds', () => {
  test('is told to its own admin, and of any other plant not even whether it is there', async () => {
    const { document } = await upload('The quokka-17 valve opens at 5 bar.', bea);
    await core.core.ingestionIdle();
    const { roles } = await core.call<{ roles: { role: string; permissions: string[]; clearance: unknown; rate: unknown }[] }>('grants.ofTenant', { id: second.id }, bea);
    expect(roles.map(({ role }) => role)).toEqual(['admin', 'user', 'viewer', 'auditor']);
    expect(roles.find(({ role }) => role === 'viewer')).toMatchObject({ permissions: expect.not.arrayContaining(['documents:upload']) as string[], rate: { perMinute: 10, perHour: 50 } });
    expect(roles.find(({ role }) => role === 'auditor')).toMatchObject({ clearance: null, rate: null });
    const metrics = await core.call<{ documents: { total: number; ready: number }; passages: number; people: { active: number } }>('tenants.metrics', { id: second.id }, bea);
    expect(metrics.documents.ready).toBeGreaterThan(0);
    expect(metrics.passages).toBeGreaterThan(0);
    expect(metrics.people.active).toBe(1);
    await core.call('documents.delete', { id: document.id }, bea);
    expect(await core.call('tenants.metrics', { id: second.id }, bea)).toMatchObject({ documents: { total: metrics.documents.total - 1 } });
    for (const operation of ['grants.ofTenant', 'tenants.metrics']) {
      for (const id of [second.id, '00000000-0000-4000-8000-000000000000']) expect(await codeOf(core.call(operation, { id }, operator))).toBe('TENANT_NOT_FOUND');
    }
  });
});

describe('who may use what in a plant', () => {
  const may = (more: object, who = bea) => core.call('grants.set', { id: second.id, ...more }, who);
  const inForce = async () => core.call<{ agents: { agent: string; enabled: boolean; roles: string[] }[]; tools: { tool: string; enabled: boolean; minimumRole: string }[] }>('grants.ofTenant', { id: second.id }, bea);

  test('is granted and taken by its admin for an agent and a tool, from the next question on, and by nobody from elsewhere', async () => {
    expect(await may({ agent: 'research', enabled: true, roles: ['admin'] })).toEqual({ agent: 'research', enabled: true, roles: ['admin'] });
    expect(await may({ tool: 'calculator', enabled: false })).toEqual({ tool: 'calculator', enabled: false, minimumRole: 'viewer' });
    const { agents, tools } = await inForce();
    expect(agents.find(({ agent }) => agent === 'research')?.roles).toEqual(['admin']);
    expect(tools.find(({ tool }) => tool === 'calculator')?.enabled).toBe(false);
    expect(JSON.stringify(await core.call('tools.mine', {}, bea))).not.toContain('calculator');
    await may({ tool: 'calculator', enabled: true, minimumRole: 'user' });
    expect(JSON.stringify(await core.call('tools.mine', {}, bea))).toContain('calculator');
    expect((await core.call<{ versions: unknown[] }>('tools.show', { name: 'calculator' }, bea)).versions).toHaveLength(2);
    expect(await codeOf(may({ tool: 'calculator', enabled: false }, operator))).toBe('TENANT_NOT_FOUND');
    expect(await codeOf(may({ agent: 'research', tool: 'calculator', enabled: true }))).toBe('INVALID_INPUT');
    expect(await codeOf(may({ agent: 'nobody', enabled: true }))).toBe('AGENT_NOT_FOUND');
    expect(await codeOf(may({ tool: 'nothing', enabled: true }))).toBe('TOOL_NOT_FOUND');
  });

  test('and parts of a tool are changed without the rest of it, and no part that there is not', async () => {
    expect(await core.call('tools.change', { name: 'calculator', change: { priority: 90 } }, bea)).toMatchObject({ definition: { priority: 90, minimumRole: 'user' } });
    await expect(core.call('tools.change', { name: 'calculator', change: { write: true } }, bea)).rejects.toThrow('"write"');
  });
});

describe('a suspended plant', () => {
  test('is shut with the next call of every session and key, to sign-in and to the owner, and opens again as it was', async () => {
    const { key } = await core.call<{ key: string }>('apikeys.create', { name: 'line 1', scopes: ['search:query'] }, bea);
    await core.call('tenants.suspend', { id: second.id, reason: 'unpaid' }, operator);
    expect(await codeOf(core.call('auth.whoami', {}, bea))).toBe('UNAUTHENTICATED');
    expect(await codeOf(core.call('search.query', { query: 'valve' }, { kind: 'key', key }))).toBe('UNAUTHENTICATED');
    expect(await codeOf(core.call('auth.signIn', { tenant: 'Mill Two', name: 'Bea', password: ADMIN_PASSWORD }))).toBe('SIGN_IN_FAILED');
    expect(await codeOf(core.call('documents.list', {}, owner('Mill Two')))).toBe('TENANT_NOT_FOUND');
    await core.call('tenants.resume', { id: second.id }, operator);
    expect(await codeOf(core.call('search.query', { query: 'valve' }, { kind: 'key', key }))).toBe('ok');
    expect(await codeOf(core.call('auth.whoami', {}, bea))).toBe('ok');
  });

  test('says why and since when, until it works again', async () => {
    await core.call('tenants.suspend', { id: second.id, reason: 'licence ended' }, operator);
    const found = async () => (await core.call<{ tenants: Tenant[] }>('tenants.list', {}, operator)).tenants.find(({ id }) => id === second.id);
    expect(await found()).toMatchObject({ active: false, suspended: { reason: 'licence ended', since: expect.stringMatching(/^20/) } });
    expect(await core.call<Tenant>('tenants.resume', { id: second.id }, operator)).toMatchObject({ active: true, suspended: null });
    expect(await codeOf(core.call('tenants.suspend', { id: second.id, reason: ' ' }, operator))).toBe('INVALID_INPUT');
    const { records } = await core.call<{ records: { metadata: unknown }[] }>('audit.list', { event: 'tenant.suspended', outcome: 'ok', limit: 1 }, operator);
    expect(records[0]?.metadata).toMatchObject({ reasonHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(JSON.stringify(records)).not.toContain('licence');
  });

  test('cannot be the one the operator is signed in to', async () => {
    const one = (await core.call<{ tenants: Tenant[] }>('tenants.list', {}, operator)).tenants.find(({ name }) => name === 'Mill One');
    expect(await codeOf(core.call('tenants.suspend', { id: one?.id, reason: 'unpaid' }, operator))).toBe('TENANT_IN_USE');
    expect(await codeOf(core.call('tenants.suspend', { id: '7f000000-0000-4000-8000-000000000001', reason: 'unpaid' }, operator))).toBe('TENANT_NOT_FOUND');
  });
});

describe('an API key', () => {
  const create = (input: object, who: Credential) => core.call<{ key: string; about: { id: string; prefix: string; state: string; lastUsed: string | null } }>('apikeys.create', { name: 'script', ...input }, who);

  test('may what its scopes name, as far as its person may now', async () => {
    const dan = await addPerson(core, operator, 'Dan', 'user');
    const { key, about } = await create({ scopes: ['documents:upload', 'system:read'] }, dan.credential);
    expect(key).toMatch(/^mwk_[0-9a-f]{12}_[\w-]{43}$/);
    expect(key.startsWith(`${about.prefix}_`)).toBe(true);
    const byKey: Credential = { kind: 'key', key };
    expect((await core.call<{ permissions: string[] }>('auth.whoami', {}, byKey)).permissions).toEqual(['documents:upload', 'system:read']);
    expect(await codeOf(core.call('search.query', { query: 'x' }, byKey))).toBe('FORBIDDEN');
    expect(await codeOf(upload('written by a script', byKey))).toBe('ok');
    await core.call('users.setRole', { id: dan.id, role: 'viewer' }, operator);
    expect(await codeOf(upload('no more', byKey))).toBe('FORBIDDEN');
    await core.call('users.setActive', { id: dan.id, active: false }, operator);
    expect(await codeOf(core.call('auth.whoami', {}, byKey))).toBe('UNAUTHENTICATED');
  });

  test('that may read all records may list them, and nothing else', async () => {
    const { key } = await create({ scopes: ['audit:read-all'] }, operator);
    expect((await core.call<{ records: unknown[] }>('audit.list', { limit: 1 }, { kind: 'key', key })).records).toHaveLength(1);
    expect(await codeOf(core.call('users.list', {}, { kind: 'key', key }))).toBe('FORBIDDEN');
  });

  test('cannot be given more than its maker may, nor make another', async () => {
    const eve = await addPerson(core, operator, 'Eve', 'user');
    expect(await codeOf(create({ scopes: ['users:manage'] }, eve.credential))).toBe('KEY_REFUSED');
    expect(await codeOf(create({ scopes: ['search:query'], userId: (await core.call<{ user: { id: string } }>('auth.whoami', {}, operator)).user.id }, eve.credential))).toBe('USER_NOT_FOUND');
    const { key } = await create({ scopes: ['system:read', 'search:query'] }, eve.credential);
    expect(await codeOf(create({ scopes: ['search:query'] }, { kind: 'key', key }))).toBe('KEY_REFUSED');
    expect(await codeOf(create({ scopes: ['search:query'], expiresAt: '2020-01-01T00:00:00Z' }, eve.credential))).toBe('KEY_REFUSED');
  });

  test('ends when it is revoked, by its person or an admin of the plant, and says when it was used', async () => {
    const flo = await addPerson(core, operator, 'Flo', 'user');
    const { key, about } = await create({ scopes: ['system:read'] }, flo.credential);
    expect(about).toMatchObject({ state: 'active', lastUsed: null });
    await core.call('auth.whoami', {}, { kind: 'key', key });
    const mine = await core.call<{ keys: unknown[] }>('apikeys.mine', {}, flo.credential);
    expect(mine.keys).toMatchObject([{ id: about.id, lastUsed: expect.any(String) }]);
    expect(await codeOf(core.call('apikeys.revoke', { id: about.id }, bea))).toBe('KEY_NOT_FOUND');
    await core.call('apikeys.revoke', { id: about.id }, operator);
    expect(await codeOf(core.call('auth.whoami', {}, { kind: 'key', key }))).toBe('UNAUTHENTICATED');
    expect(await codeOf(core.call('auth.whoami', {}, { kind: 'key', key: `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}` }))).toBe('UNAUTHENTICATED');
  });

  test('is written nowhere: not to the database, the log or the record', async () => {
    const { key } = await create({ scopes: ['system:read'] }, operator);
    await core.call('auth.whoami', {}, { kind: 'key', key });
    const secret = Buffer.from(key.split('_').slice(2).join('_'));
    const { looked, holding } = await filesHolding(core.dataDirectory, secret);
    expect(looked).toBeGreaterThan(100);
    expect(holding).toEqual([]);
  });
});

describe('sessions', () => {
  test('can be seen and ended one by one or all but this one', async () => {
    const gil = await addPerson(core, operator, 'Gil', 'user');
    const elsewhere = await signIn('Mill One', 'Gil');
    const { sessions } = await core.call<{ sessions: { id: string; current: boolean }[] }>('sessions.mine', {}, gil.credential);
    expect(sessions.map(({ current }) => current).toSorted()).toEqual([false, true]);
    const other = sessions.find(({ current }) => !current);
    expect(await codeOf(core.call('sessions.revoke', { id: other?.id }, bea))).toBe('SESSION_NOT_FOUND');
    await core.call('sessions.revoke', { id: other?.id }, gil.credential);
    expect(await codeOf(core.call('auth.whoami', {}, elsewhere))).toBe('SESSION_EXPIRED');
    const third = await signIn('Mill One', 'Gil');
    expect(await core.call('sessions.revokeAll', {}, gil.credential)).toEqual({ revoked: 1 });
    expect([await codeOf(core.call('auth.whoami', {}, third)), await codeOf(core.call('auth.whoami', {}, gil.credential))]).toEqual(['SESSION_EXPIRED', 'ok']);
    expect(await core.call('sessions.revokeAll', { userId: gil.id }, operator)).toEqual({ revoked: 1 });
    expect(await codeOf(core.call('auth.whoami', {}, gil.credential))).toBe('SESSION_EXPIRED');
  });
});

test('a key or session that counts no more is recorded where its person is, and a key with a wrong end where the key is', async () => {
  const ida = await addPerson(core, operator, 'Ida', 'user');
  const { key, about } = await core.call<{ key: string; about: { id: string } }>('apikeys.create', { name: 'line 2', scopes: ['system:read'] }, ida.credential);
  const refusals: [Credential, object][] = [
    [{ kind: 'key', key: `${key.slice(0, -4)}AAAA` }, { userId: null, metadata: { via: 'key', key: about.id, why: 'secret' } }],
    [{ kind: 'key', key }, { userId: ida.id, metadata: { via: 'key', key: about.id, why: 'revoked' } }],
    [ida.credential, { userId: ida.id, metadata: { via: 'session', error: 'SESSION_EXPIRED' } }],
  ];
  await core.call('apikeys.revoke', { id: about.id }, ida.credential);
  await core.call('auth.signOut', {}, ida.credential);
  for (const [credential, expected] of refusals) {
    await core.call('documents.list', {}, credential).catch(() => undefined);
    const { records } = await core.call<{ records: object[] }>('audit.list', { event: 'auth.denied', limit: 1 }, operator);
    expect(records).toMatchObject([{ outcome: 'denied', operation: 'documents.list', ...expected }]);
  }
});

test('the owner acting as a person has that person’s rights, and the record says who acted', async () => {
  const hal = await addPerson(core, operator, 'Hal', 'viewer');
  expect(await codeOf(core.call('users.list', {}, owner('Mill One', 'HAL')))).toBe('FORBIDDEN');
  await core.call('search.query', { query: 'pump' }, owner('Mill One', 'Hal'));
  expect(await codeOf(core.call('auth.whoami', {}, owner('Mill One', 'Nobody')))).toBe('USER_NOT_FOUND');
  await expect.poll(async () => (await core.call<{ records: { metadata: unknown }[] }>('audit.list', { event: 'search.query', userId: hal.id, limit: 5 }, operator)).records[0]?.metadata).toMatchObject({ via: 'owner', onBehalf: true });
});

describe('a quota', () => {
  const set = (quotas: object) => core.call<Tenant>('tenants.setQuotas', { id: second.id, ...quotas }, operator);

  test('on documents and bytes refuses what goes past it, says what was reached, and keeps no file', async () => {
    const { usage } = await set({ documents: null });
    await set({ documents: usage.documents + 1 });
    expect(await codeOf(upload('the last one that fits', bea))).toBe('ok');
    await expect(upload('one too many', bea)).rejects.toThrow(/may keep \d+ documents. Delete one/);
    await set({ documents: null, bytes: usage.bytes + 50 });
    await expect(upload('x'.repeat(500), bea)).rejects.toThrow(/bytes of documents/);
    await set({ bytes: null });
    expect(await codeOf(upload('y'.repeat(500), bea))).toBe('ok');
    await core.core.ingestionIdle();
    const kept = (await readdir(join(core.dataDirectory, 'files', second.id), { recursive: true, withFileTypes: true })).filter((each) => each.isFile());
    expect(kept).toHaveLength((await set({})).usage.documents);
  });

  test('of each person refuses who has enough, keeps no file of theirs, and leaves others alone', async () => {
    for (const name of ['Jon', 'Kim']) await core.call('users.add', { name, role: 'user', password: ADMIN_PASSWORD }, bea);
    const [jon, kim] = [await signIn('Mill Two', 'Jon'), await signIn('Mill Two', 'Kim')];
    await set({ documentsEach: 2 });
    for (const text of ['Jon one', 'Jon two']) expect(await codeOf(upload(text, jon))).toBe('ok');
    await expect(upload('Jon three', jon)).rejects.toThrow(/Each person may have 2 documents here. Have one of yours deleted/);
    expect(await codeOf(upload('Kim one', kim))).toBe('ok');
    await set({ documentsEach: null, bytesEach: 60 });
    await expect(upload('x'.repeat(100), kim)).rejects.toThrow(/Each person may have 60 bytes of documents here/);
    expect(await codeOf(upload('Kim two', kim))).toBe('ok');
    await set({ bytesEach: null });
    expect(await codeOf(upload('y'.repeat(100), kim))).toBe('ok');
    await core.core.ingestionIdle();
    const kept = (await readdir(join(core.dataDirectory, 'files', second.id), { recursive: true, withFileTypes: true })).filter((each) => each.isFile());
    expect(kept).toHaveLength((await set({})).usage.documents);
  });

  test('of one plant is none of another', async () => {
    await set({ documents: 0 });
    expect(await codeOf(upload('still welcome here', operator))).toBe('ok');
    await set({ documents: null });
  });
});

describe('a ceiling on asking', () => {
  const ceiling = (rate: object | null) => core.call<{ askRates: object }>('tenants.setAskRate', { id: second.id, role: 'admin', rate }, operator);
  const ofPlant = async () => (await core.call<{ rates: { admin: object } }>('policy.get', {}, bea)).rates.admin;

  test('holds whatever the plant set, which cannot go beyond it, and is out of the plant’s reach', async () => {
    await core.call('policy.setRate', { role: 'admin', rate: { perMinute: 100, perHour: 1_000 } }, bea);
    expect(await ceiling({ perMinute: 2, perHour: 2_000 })).toMatchObject({ askRates: { admin: { perMinute: 2, perHour: 2_000 } } });
    expect(await ofPlant()).toEqual({ perMinute: 2, perHour: 1_000 });
    await expect(core.call('policy.setRate', { role: 'admin', rate: { perMinute: 3, perHour: 50 } }, bea)).rejects.toThrow(/at most 2 times a minute and 2000 times an hour/);
    const ask = async () => codeOf(core.events('conversations.ask', { question: 'How hot?' }, bea).then(collect));
    expect([await ask(), await ask(), await ask()]).toEqual(['ok', 'ok', 'RATE_LIMITED']);
    expect(await codeOf(core.events('conversations.ask', { question: 'How hot?' }, operator).then(collect))).toBe('ok');
    expect(await codeOf(core.call('tenants.setAskRate', { id: second.id, role: 'admin', rate: null }, bea))).toBe('FORBIDDEN');
    expect(await ceiling(null)).toMatchObject({ askRates: {} });
    expect(await ofPlant()).toEqual({ perMinute: 100, perHour: 1_000 });
  });
});

test('what a stranger may know of plants is the same with one and with many', async () => {
  expect(await core.call('setup.state')).toMatchObject({ ready: true, plant: null });
  expect(await collect(await core.events('conversations.ask', { question: 'zebrafish-991?' }, operator))).toBeDefined();
});
