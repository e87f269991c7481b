import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { Policy } from '#shared/contract/policy.ts';
import type { CallFailed, Credential } from '#core/pipeline/index.ts';
import { addPerson, collect, openTestCore, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

let plant: TestCore;
let admin: Credential;
let vic: { id: string; credential: Credential };

beforeAll(async () => {
  plant = await openTestCore();
  admin = await setUpPlant(plant);
  vic = await addPerson(plant, admin, 'Vic', 'viewer');
});
afterAll(() => plant.close());

async function add(filename: string, content: unknown, label: string): Promise<string> {
  const { document } = await plant.call<{ document: DocumentSummary }>('documents.upload', { filename, content, label }, admin);
  await plant.core.ingestionIdle();
  return document.id;
}
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
async function ask(question: string): Promise<{ conversation: string; answer: Message }> {
  const { id } = await plant.call<{ id: string }>('conversations.create', {}, vic.credential);
  const last = (await collect(await plant.events<ChatEvent>('conversations.chat', { id, message: question }, vic.credential))).at(-1);
  if (last?.type !== 'answer') throw new Error('no answer');
  return { conversation: id, answer: last.message };
}
const answerIn = async (id: string): Promise<Message | undefined> => (await plant.call<{ messages: Message[] }>('conversations.get', { id }, vic.credential)).messages.at(-1);
/** Labels of the passages that hold the first word looked for. */
async function found(query: string): Promise<string[]> {
  const { results } = await plant.call<{ results: Passage[] }>('search.query', { query }, vic.credential);
  return results.filter(({ text }) => text.includes(query.split(' ')[0] ?? query)).map(({ label }) => label);
}
const codeOf = (call: Promise<unknown>): Promise<string> => call.then(() => 'ok', (failed: CallFailed) => failed.error.code);
const listed = async (): Promise<DocumentSummary[]> => (await plant.call<{ documents: DocumentSummary[] }>('documents.list', {}, vic.credential)).documents;

test("an answer carries the highest label it was made from, and follows that label's changes", async () => {
  const id = await add('gadolinium.md', streamOf('# Gadolinium seal\n\nThe gadolinium seal of pump G-7 is changed every 40 days.'), 'internal');
  const { conversation, answer } = await ask('How often is the gadolinium seal of pump G-7 changed?');
  expect(answer.label).toBe('internal');
  expect(answer).not.toHaveProperty('used');
  await plant.call('documents.change', { id, label: 'confidential' }, admin);
  expect(await answerIn(conversation)).toMatchObject({ label: 'confidential', citations: [{ label: 'confidential' }] });
  await plant.call('documents.change', { id, label: 'restricted' }, admin);
  expect((await answerIn(conversation))?.content).not.toContain('40 days');
  expect(await found('gadolinium seal')).toEqual([]);
});

test("a person's clearance counts from their next call, above and below the role's standard, and in what was answered before", async () => {
  expect(await found('gadolinium seal')).toEqual([]);
  await plant.call('policy.setPersonClearance', { id: vic.id, clearance: 'restricted' }, admin);
  expect(await found('gadolinium seal')).toEqual(['restricted']);
  const { conversation, answer } = await ask('How often is the gadolinium seal of pump G-7 changed?');
  expect(answer.label).toBe('restricted');
  await plant.call('policy.setPersonClearance', { id: vic.id, clearance: 'public' }, admin);
  expect(await found('gadolinium seal')).toEqual([]);
  expect((await answerIn(conversation))?.content).not.toContain('40 days');
  await plant.call('policy.setPersonClearance', { id: vic.id, clearance: null }, admin);
});

test("a role's standard and most are the admin's to set, and bound what a person may be given", async () => {
  await plant.call('policy.setClearance', { role: 'viewer', standard: 'public', most: 'internal' }, admin);
  expect(await codeOf(plant.call('policy.setPersonClearance', { id: vic.id, clearance: 'confidential' }, admin))).toBe('CLEARANCE_TOO_HIGH');
  expect(await codeOf(plant.call('policy.setClearance', { role: 'viewer', standard: 'restricted', most: 'internal' }, admin))).toBe('INVALID_INPUT');
  const { people, clearance } = await plant.call<Policy>('policy.get', {}, admin);
  expect(clearance.viewer).toEqual({ standard: 'public', most: 'internal' });
  expect(people.find(({ id }) => id === vic.id)).toMatchObject({ own: null, clearance: 'public' });
  expect(await codeOf(plant.call('policy.get', {}, vic.credential))).toBe('FORBIDDEN');
  await plant.call('policy.setClearance', { role: 'viewer', standard: 'confidential', most: 'restricted' }, admin);
});

test('a stream that runs ends when its reader may read less', async () => {
  const leaving = new AbortController();
  const events = (await plant.events<unknown>('documents.watch', {}, vic.credential, leaving.signal))[Symbol.asyncIterator]();
  await events.next();
  await plant.call('policy.setPersonClearance', { id: vic.id, clearance: 'public' }, admin);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const ended = (async () => {
    for (;;) if ((await events.next()).done === true) return 'ok';
  })();
  const outcome = codeOf(ended);
  await add('public.md', streamOf('# Public\n\nThe samarium gate is open.'), 'public');
  expect(await outcome).toBe('FORBIDDEN');
  leaving.abort();
  await plant.call('policy.setPersonClearance', { id: vic.id, clearance: null }, admin);
});

test('what was unpacked from an archive follows its label up, and down where it still has it', async () => {
  const inner = zipSync({ 'deep.txt': strToU8('The lutetium lamp is two archives deep.') });
  const zip = zipSync({ 'near.txt': strToU8('The terbium tap is in the archive.'), 'own.txt': strToU8('The holmium hook has a label of its own.'), 'inner.zip': inner });
  const id = await add('all.zip', { stream: once(zip) }, 'internal');
  const own = (await listed()).find(({ filename }) => filename.endsWith('own.txt'));
  await plant.call('documents.change', { id: own?.id, label: 'confidential' }, admin);

  await plant.call('documents.change', { id, label: 'restricted' }, admin);
  expect((await listed()).filter(({ filename }) => filename.includes('zip') || filename.endsWith('.txt'))).toEqual([]);
  expect([await found('lutetium lamp'), await found('terbium tap'), await found('holmium hook')]).toEqual([[], [], []]);

  await plant.call('documents.change', { id: own?.id, label: 'confidential' }, admin);
  await plant.call('documents.change', { id, label: 'public' }, admin);
  expect([await found('lutetium lamp'), await found('terbium tap'), await found('holmium hook')]).toEqual([['public'], ['public'], ['confidential']]);
});

test('how often a role may ask is the plant\'s to set, and a refusal says when to ask again', async () => {
  await plant.call('policy.setRate', { role: 'viewer', rate: { perMinute: 1, perHour: 2 } }, admin);
  const uma = await addPerson(plant, admin, 'Una', 'viewer');
  const askOnce = async (): Promise<unknown[]> => collect(await plant.events('conversations.ask', { question: 'Where is the samarium gate?' }, uma.credential));
  await askOnce();
  const refused = await askOnce().then(() => null, (failed: CallFailed) => failed.body());
  expect(refused).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
  expect(refused?.retryAfter).toBeGreaterThan(0);
  await plant.call('policy.setRate', { role: 'viewer', rate: null }, admin);
  await askOnce();
  expect(await codeOf(plant.call('policy.setRate', { role: 'viewer', rate: { perMinute: 100_000, perHour: 100_000 } }, admin))).toBe('INVALID_INPUT');
});
