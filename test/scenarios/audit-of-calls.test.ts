import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuditRecord } from '#shared/contract/audit.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { addPerson, collect, openTestCore, session, setUpPlant, streamOf, type TestCore, verifyLog } from '#test/support/test-core.ts';

let plant: TestCore;
let admin: Credential;

beforeAll(async () => {
  plant = await openTestCore();
  admin = await setUpPlant(plant);
});
afterAll(() => plant.close());

async function records(filter: object = {}): Promise<AuditRecord[]> {
  return (await plant.call<{ records: AuditRecord[] }>('audit.list', { limit: 500, ...filter }, admin)).records;
}

test('an operation leaves one record before and one after it, under one correlation id', async () => {
  await plant.call('search.query', { query: 'seal water' }, admin);
  const [end, intent] = await records({ event: 'search.query' });
  expect([intent?.outcome, end?.outcome]).toEqual(['intent', 'ok']);
  expect(intent?.correlationId).toBe(end?.correlationId);
  expect(end?.latencyMs).toBeGreaterThanOrEqual(0);
});

test('what was asked is not in the record, only its hash', async () => {
  await plant.call('search.query', { query: 'the secret recipe of the syrup' }, admin);
  const text = JSON.stringify(await records());
  expect(text).not.toContain('syrup');
  expect((await records({ event: 'search.query' }))[0]?.requestHash).toMatch(/^[0-9a-f]{64}$/);
});

test('two questions differ in their hash and the same one does not, and no plain SHA-256 of it is the hash', async () => {
  for (const query of ['seal water', 'seal water', 'seal oil']) await plant.call('search.query', { query }, admin);
  const [oil, water, again] = (await records({ event: 'search.query', outcome: 'ok' })).map(({ requestHash }) => requestHash);
  expect(water).toBe(again);
  expect(oil).not.toBe(water);
  const guesses = ['seal water', '"seal water"', JSON.stringify({ query: 'seal water' })].map((text) => createHash('sha256').update(text).digest('hex'));
  expect(guesses).not.toContain(water);
});

test('a password leaves no trace in the hash of its request', async () => {
  for (const password of ['first wrong one', 'second wrong one']) await plant.call('auth.signIn', { name: 'Nobody', password }).catch(() => undefined);
  const [second, first] = await records({ event: 'auth.denied' });
  expect(second?.requestHash).toBe(first?.requestHash);
  expect(second?.metadata).toEqual(first?.metadata);
});

test('names, paths, titles, words and tags that people give reach no record', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quokka-'));
  const { id } = await plant.call<{ id: string }>('conversations.create', { title: 'quokka' }, admin);
  await plant.call('conversations.rename', { id, title: 'quokka again' }, admin);
  await plant.call('users.add', { name: 'Quokka', role: 'user', password: 'correct horse 42' }, admin);
  await plant.call('documents.upload', { filename: 'quokka.txt', content: streamOf('The quokka valve.'), tags: ['quokka'] }, admin);
  await plant.call('vocabulary.save', { term: 'quokka', means: ['a valve'] }, admin);
  await plant.call('collections.create', { name: 'quokka', description: 'quokka' }, admin);
  await plant.call('apikeys.create', { name: 'quokka', scopes: ['search:query'] }, admin);
  const watched = await plant.call<{ id: string }>('folders.add', { path: folder, tags: ['quokka'] }, admin);
  await plant.call('folders.remove', { id: watched.id }, admin);
  await plant.call('auth.signIn', { tenant: 'quokka', name: 'quokka', password: 'quokka' }).catch(() => undefined);
  await collect(await plant.events('conversations.chat', { id, message: 'Where is the quokka valve?' }, admin));
  await plant.core.ingestionIdle();
  await rm(folder, { recursive: true });
  expect(JSON.stringify(await records())).not.toMatch(/quokka/i);
});

test('what was refused before it was looked at is told apart by its hash as well', async () => {
  const { credential } = await addPerson(plant, admin, 'Will', 'viewer');
  for (const name of ['one', 'two', 'two']) await plant.call('users.add', { name, role: 'user', password: 'correct horse 42' }, credential).catch(() => undefined);
  const [again, two, one] = (await records({ event: 'policy.denied' })).map(({ requestHash }) => requestHash);
  expect(two).toBe(again);
  expect(two).not.toBe(one);
});

test('a refusal by role and a refused sign-in are recorded with who and why', async () => {
  const { credential, id } = await addPerson(plant, admin, 'Vera', 'viewer');
  await plant.call('users.list', {}, credential).catch(() => undefined);
  await plant.call('auth.signIn', { name: 'Vera', password: 'wrong' }).catch(() => undefined);
  const [denied] = await records({ event: 'policy.denied' });
  expect(denied).toMatchObject({ outcome: 'denied', operation: 'users.list', userId: id, metadata: { error: 'FORBIDDEN' } });
  const [refused] = await records({ event: 'auth.denied' });
  expect(refused).toMatchObject({ outcome: 'denied', operation: 'auth.signIn', metadata: { error: 'SIGN_IN_FAILED', typed: expect.stringMatching(/^[0-9a-f]{64}$/) } });
  expect(JSON.stringify(refused)).not.toContain('Vera');
});

test('an invalid request is recorded as invalid, after the right was checked and not before', async () => {
  await plant.call('search.query', { query: '' }, admin).catch(() => undefined);
  expect((await records({ event: 'search.query' }))[0]?.outcome).toBe('invalid');
  const stranger = plant.call('search.query', { query: 7 });
  await expect(stranger).rejects.toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
});

test('a stream that its reader leaves is recorded as cancelled, one read to its end as ok', async () => {
  for await (const _ of await plant.events('documents.watch', {}, admin)) break;
  expect((await records({ event: 'doc.listed' }))[0]?.outcome).toBe('cancelled');
  await collect(await plant.events('conversations.ask', { question: 'How hot?' }, admin));
  expect((await records({ event: 'chat.response' }))[0]?.outcome).toBe('ok');
});

test('the record of an answer says with what it was searched and which documents were read', async () => {
  const { document } = await plant.call<{ document: { id: string } }>('documents.upload', { filename: 'pump.txt', content: streamOf('The relief pressure of pump P-9 is 6.5 bar.') }, admin);
  await plant.core.ingestionIdle();
  await collect(await plant.events('conversations.ask', { question: 'What is the relief pressure of pump P-9?' }, admin));
  const [answer] = await records({ event: 'chat.response' });
  expect(answer).toMatchObject({ outcome: 'ok', toolsUsed: ['search'], metadata: { documents: expect.arrayContaining([document.id]) } });
  expect((await records({ correlationId: answer?.correlationId })).map(({ event }) => event)).toEqual(['chat.response', 'chat.request']);
});

test('the filters count together: event, outcome, person, resource, reference and time', async () => {
  const { id } = await plant.call<{ id: string }>('conversations.create', {}, admin);
  await plant.call('conversations.rename', { id, title: 'Filtered' }, admin);
  const [renamed] = await records({ event: 'conversation.renamed' });
  const all = { event: 'conversation.renamed', outcome: 'ok', userId: renamed?.userId, correlationId: renamed?.correlationId, from: renamed?.at, to: renamed?.at };
  expect(await records({ ...all, resource: id.slice(0, 8) })).toEqual([renamed]);
  expect(await records({ ...all, resource: 'conversations' })).toEqual([renamed]);
  const another = { event: 'conversation.created', outcome: 'denied', userId: id, correlationId: 'another-one', resource: 'documents', from: '2999-01-01T00:00:00Z', to: '1999-01-01T00:00:00Z' };
  for (const [filter, value] of Object.entries(another)) expect(await records({ ...all, [filter]: value }), filter).toEqual([]);
  expect(await records({ resource: '%' })).toEqual([]);
});

test('an aborted call is recorded as cancelled', async () => {
  const stop = new AbortController();
  const events = await plant.events('documents.watch', {}, admin, stop.signal);
  const reading = collect(events);
  stop.abort();
  await expect(reading).rejects.toMatchObject({ error: { code: 'CANCELLED' } });
  expect((await records({ event: 'doc.listed' }))[0]?.outcome).toBe('cancelled');
});

test('a user sees the own records only, a viewer none, an admin all', async () => {
  const user = await addPerson(plant, admin, 'Udo', 'user');
  const viewer = await addPerson(plant, admin, 'Vito', 'viewer');
  const own = await plant.call<{ records: AuditRecord[] }>('audit.list', { limit: 500 }, user.credential);
  expect(own.records.length).toBeGreaterThan(0);
  expect(new Set(own.records.map(({ userId }) => userId))).toEqual(new Set([user.id]));
  await expect(plant.call('audit.list', {}, viewer.credential)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
  expect(new Set((await records()).map(({ userId }) => userId)).size).toBeGreaterThan(2);
});

test('the record of an upload and of its reading name the document', async () => {
  const { document } = await plant.call<{ document: { id: string } }>('documents.upload', { filename: 'a.txt', content: streamOf('Close the valve.') }, admin);
  await plant.core.ingestionIdle();
  const [ingested] = await records({ event: 'doc.ingestion' });
  expect(ingested).toMatchObject({ outcome: 'ok', resourceId: document.id });
});

test('the upload of a file with a NUL in its name is recorded, by its id', async () => {
  const filename = 'a\u0000b.txt';
  await plant.call('documents.upload', { filename, content: streamOf('Open the drain.') }, admin);
  const [ended] = await records({ event: 'doc.upload' });
  expect(ended).toMatchObject({ outcome: 'ok', resourceId: expect.any(String) });
});

test('half a character in a name neither stops its record nor takes those of others with it', async () => {
  const refused = plant.call('auth.signIn', { name: 'a\ud800b', password: 'wrong' }).catch(() => undefined);
  await Promise.all([refused, plant.call('search.query', { query: 'at the same time' }, admin)]);
  expect((await records({ event: 'auth.denied' }))[0]).toMatchObject({ outcome: 'denied', metadata: { typed: expect.any(String) } });
  expect((await records({ event: 'search.query' }))[0]?.outcome).toBe('ok');
  expect(await plant.call('conversations.create', { title: 'half \ud800' }, admin)).toMatchObject({ title: 'half \ufffd' });
});

test('a request nested deeper than any schema is refused as not understood, and recorded as that', async () => {
  let query: unknown = 'x';
  for (let depth = 0; depth < 50_000; depth++) query = [query];
  await expect(plant.call('search.query', { query }, admin)).rejects.toMatchObject({ error: { code: 'INVALID_INPUT' } });
  expect((await records({ event: 'search.query' }))[0]?.outcome).toBe('invalid');
});

test('a date before the calendar is refused, not failed at', async () => {
  await expect(plant.call('audit.list', { from: '0000-01-01T00:00:00Z' }, admin)).rejects.toMatchObject({ error: { code: 'INVALID_INPUT' } });
});

test('pages of the log follow each other without a gap', async () => {
  const first = await plant.call<{ records: AuditRecord[]; nextBefore: number }>('audit.list', { limit: 5 }, admin);
  const second = await plant.call<{ records: AuditRecord[] }>('audit.list', { limit: 5, before: first.nextBefore }, admin);
  const numbers = [...first.records, ...second.records].map(({ seq }) => seq);
  expect(numbers).toEqual(Array.from({ length: 10 }, (_, index) => (numbers[0] ?? 0) - index));
});

test('the chain of all these records is whole, also after a restart', async () => {
  expect(await verifyLog(plant, admin)).toMatchObject({ ok: true, firstBad: null });
  await plant.restart();
  const { records: checked } = await verifyLog(plant, admin);
  expect(checked).toBeGreaterThan(20);
});

test('a flood of refused strangers does not fill the log', async () => {
  for (let i = 0; i < 100; i++) await plant.call('users.list', {}, session('made-up')).catch(() => undefined);
  const denied = (await plant.call<{ records: AuditRecord[] }>('audit.list', { limit: 500 }, admin)).records.filter(({ operation, outcome }) => operation === 'users.list' && outcome === 'denied');
  expect(denied.length).toBeLessThan(100);
});

test('a flood of calls over the limit does not fill the log either', async () => {
  const { credential, id } = await addPerson(plant, admin, 'Fay', 'viewer');
  for (let i = 0; i < 120; i++) await plant.events('conversations.ask', { question: 'How hot?' }, credential).then(collect).catch(() => undefined);
  const limited = (await records({ userId: id, outcome: 'denied' })).length;
  expect(limited).toBeGreaterThan(10);
  expect(limited).toBeLessThan(70);
});
