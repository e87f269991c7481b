import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Recall, RecallNotice } from '#shared/contract/recalls.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { ADMIN_PASSWORD, addPerson, addPlant, collect, openTestCore, session, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

type Listed = Recall & { told: { userName: string; seenAt: string | null }[] };

let plant: TestCore;
let admin: Credential;
let ada: { id: string; credential: Credential };
let vic: { id: string; credential: Credential };

beforeAll(async () => {
  plant = await openTestCore();
  admin = await setUpPlant(plant);
  ada = await addPerson(plant, admin, 'Uma', 'user');
  vic = await addPerson(plant, admin, 'Vic', 'viewer');
});
afterAll(() => plant.close());

async function add(filename: string, text: string, more: object = {}): Promise<string> {
  const { document } = await plant.call<{ document: DocumentSummary }>('documents.upload', { filename, content: streamOf(text), ...more }, admin);
  await plant.core.ingestionIdle();
  return document.id;
}
async function ask(question: string, who: Credential): Promise<{ conversation: string; answer: Message }> {
  const { id } = await plant.call<{ id: string }>('conversations.create', {}, who);
  const events = await collect(await plant.events<ChatEvent>('conversations.chat', { id, message: question }, who));
  const last = events.at(-1);
  if (last?.type !== 'answer') throw new Error('no answer');
  return { conversation: id, answer: last.message };
}
const answerIn = async (id: string, who: Credential): Promise<Message> => lastOf(await plant.call('conversations.get', { id }, who));
const openedAnswer = async (id: string): Promise<Message> => lastOf(await plant.call('conversations.breakGlass', { id, reason: 'What was read before the label rose?' }, admin));
function lastOf({ messages }: { messages: Message[] }): Message {
  const answer = messages.at(-1);
  if (answer === undefined) throw new Error('no message');
  return answer;
}
const mine = async (who: Credential, unseen = false): Promise<RecallNotice[]> => (await plant.call<{ notices: RecallNotice[] }>('recalls.mine', { unseen }, who)).notices;
const about = async (documentId: string): Promise<Listed[]> => (await plant.call<{ recalls: Listed[] }>('recalls.list', { documentId }, admin)).recalls;

test('readers of answers are told, once, when a new revision takes over; others are not', async () => {
  const old = await add('zk1 rev A.md', '# Zirkon pump ZK-1\n\nThe zirkon pump ZK-1 is greased every 100 hours.', { revision: 'A' });
  const asked = await ask('How often is the zirkon pump ZK-1 greased?', ada.credential);
  expect(asked.answer.citations[0]?.document).toMatchObject({ id: old, standing: 'in-force' });
  expect(await mine(ada.credential)).toEqual([]);

  const young = await add('zk1 rev B.md', '# Zirkon pump ZK-1\n\nThe zirkon pump ZK-1 is greased every 50 hours.', { revision: 'B', replaces: old });
  await expect.poll(() => mine(ada.credential), { timeout: 20_000 }).toHaveLength(1);
  expect(await mine(ada.credential, true)).toMatchObject([
    { recall: { documentId: old, reason: 'superseded', filename: 'zk1 rev A.md', fromRevision: 'A', toDocumentId: young, toRevision: 'B' }, messageId: asked.answer.id, conversationId: asked.conversation, seenAt: null },
  ]);
  expect(await mine(vic.credential)).toEqual([]);
  expect((await answerIn(asked.conversation, ada.credential)).citations[0]).toMatchObject({ document: { id: old, standing: 'superseded', supersededBy: young }, quote: expect.stringContaining('100') });

  await plant.restart();
  await plant.call('revisions.withdraw', { id: young }, admin);
  await plant.call('revisions.reinstate', { id: young }, admin);
  expect((await mine(ada.credential)).filter(({ recall }) => recall.reason === 'superseded')).toHaveLength(1);
});

test('a notice is seen by its reader alone, and the admin sees who was told and has seen it', async () => {
  const [notice] = await mine(ada.credential);
  const input = { id: notice?.recall.id, messageId: notice?.messageId };
  await expect(plant.call('recalls.seen', input, vic.credential)).rejects.toMatchObject({ error: { code: 'NOTICE_NOT_FOUND' } });
  expect(await plant.call('recalls.seen', input, ada.credential)).toMatchObject({ seenAt: expect.any(String) });
  expect(await mine(ada.credential, true)).toEqual([]);
  expect(await about(notice?.recall.documentId ?? '')).toMatchObject([{ reason: 'superseded', told: [{ userName: 'Uma', seenAt: expect.any(String) }] }]);
  await expect(plant.call('recalls.list', {}, ada.credential)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
});

test('deleting the conversation takes the notice from its reader, not from the record', async () => {
  const [notice] = await mine(ada.credential);
  await plant.call('conversations.delete', { id: notice?.conversationId }, ada.credential);
  expect(await mine(ada.credential)).toEqual([]);
  expect((await about(notice?.recall.documentId ?? ''))[0]?.told).toHaveLength(1);
});

test('what becomes too sensitive for a reader disappears from their answers, from searching them, and for good', async () => {
  const id = await add('krypton.md', '# Krypton trap\n\nThe krypton trap code is 7731.');
  const asked = await ask('What is the krypton trap code?', vic.credential);
  expect(asked.answer.content).toContain('7731');
  await plant.call('documents.change', { id, label: 'restricted' }, admin);

  const now = await answerIn(asked.conversation, vic.credential);
  expect(JSON.stringify(now)).not.toContain('7731');
  expect(JSON.stringify(now)).not.toContain('krypton.md');
  expect(now.content).toMatch(/may no longer read/);
  expect(now.citations[0]).toMatchObject({ quote: '', document: { id, filename: '' } });
  const found = async (query: string) => (await plant.call<{ conversations: unknown[] }>('conversations.list', { query }, vic.credential)).conversations;
  expect(await found('7731')).toEqual([]);
  expect(await mine(vic.credential)).toMatchObject([{ recall: { reason: 'relabelled', filename: '', toLabel: 'restricted' } }]);
  expect((await openedAnswer(asked.conversation)).content).toContain('7731');

  await plant.call('documents.delete', { id }, admin);
  expect(JSON.stringify(await answerIn(asked.conversation, vic.credential))).not.toContain('7731');
  expect((await mine(vic.credential)).map(({ recall }) => [recall.reason, recall.filename])).toEqual(expect.arrayContaining([['deleted', ''], ['relabelled', '']]));
  expect((await openedAnswer(asked.conversation)).citations[0]).toMatchObject({ document: { standing: 'deleted', filename: 'krypton.md' }, quote: expect.stringContaining('7731') });
});

test('a withdrawn document recalls its answers, and every recall is recorded', async () => {
  const id = await add('argon.md', '# Argon flask\n\nThe argon flask holds 40 litres.');
  await ask('What does the argon flask hold?', ada.credential);
  await plant.call('revisions.withdraw', { id, why: 'Flask was scrapped.' }, admin);
  expect(await mine(ada.credential, true)).toMatchObject([{ recall: { documentId: id, reason: 'withdrawn' } }]);
  const { records } = await plant.call<{ records: { event: string; resourceId: string | null; outcome: string }[] }>('audit.list', { event: 'recall.made' }, admin);
  expect(records.filter((entry) => entry.resourceId === id)).toMatchObject([{ outcome: 'ok' }]);
});

test('an answer regenerated meanwhile no longer stands for its old source', async () => {
  const id = await add('neon.md', '# Neon lamp\n\nThe neon lamp burns 9 hours.');
  const asked = await ask('How long does the neon lamp burn?', ada.credential);
  const { messages } = await plant.call<{ messages: Message[] }>('conversations.get', { id: asked.conversation }, ada.credential);
  await collect(await plant.events('conversations.chat', { id: asked.conversation, message: 'qqqq xxxx', replaces: messages[0]?.id }, ada.credential));
  await plant.call('revisions.withdraw', { id }, admin);
  expect((await mine(ada.credential)).filter(({ recall }) => recall.documentId === id)).toEqual([]);
});

test("another plant sees none of it", async () => {
  await plant.core.close();
  await addPlant(plant.dataDirectory, 'Other Mill', 'Otto');
  await plant.restart();
  const { token } = await plant.call<{ token: string }>('auth.signIn', { name: 'Otto', password: ADMIN_PASSWORD, tenant: 'Other Mill' });
  expect(await plant.call('recalls.list', {}, session(token))).toEqual({ recalls: [] });
  expect(await plant.call('recalls.mine', {}, session(token))).toEqual({ notices: [] });
});
