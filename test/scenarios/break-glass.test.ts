import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditRecord } from '#shared/contract/audit.ts';
import type { Opening } from '#shared/contract/openings.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { addPerson, collect, openTestCore, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

const REASON = 'The night shift reported a wrong answer about the relief valve.';

let plant: TestCore;
let admin: Credential;
let uma: { id: string; credential: Credential };
let conversation: string;

beforeAll(async () => {
  plant = await openTestCore();
  admin = await setUpPlant(plant);
  uma = await addPerson(plant, admin, 'Uma', 'user');
  await plant.call('documents.upload', { filename: 'valve.txt', content: streamOf('The relief valve opens at 6.5 bar.') }, admin);
  await plant.core.ingestionIdle();
  conversation = (await plant.call<{ id: string }>('conversations.create', {}, uma.credential)).id;
  await collect(await plant.events('conversations.chat', { id: conversation, message: 'When does the relief valve open?' }, uma.credential));
});
afterAll(() => plant.close());

const refusal = (code: string) => ({ error: { code } });
const opened = (reason: string, id = conversation) => plant.call<{ owner: { name: string }; messages: { content: string }[] }>('conversations.breakGlass', { id, reason }, admin);
const noticesOf = async (who: Credential, unseen = true) => (await plant.call<{ openings: Opening[] }>('openings.mine', { unseen }, who)).openings;

test("an admin does not read a colleague's conversation without breaking the glass", async () => {
  await expect(plant.call('conversations.get', { id: conversation }, admin)).rejects.toMatchObject(refusal('CONVERSATION_NOT_FOUND'));
});

test('it takes a written reason', async () => {
  for (const reason of ['', '   ', 'because']) await expect(opened(reason)).rejects.toMatchObject(refusal('INVALID_INPUT'));
  expect(await noticesOf(uma.credential)).toEqual([]);
});

test("a person's conversations are listed by date and length, without their titles", async () => {
  const { conversations } = await plant.call<{ conversations: object[] }>('openings.candidates', { userId: uma.id }, admin);
  expect(conversations).toEqual([{ id: conversation, messages: 2, createdAt: expect.any(String), updatedAt: expect.any(String) }]);
});

test('an opened conversation is shown, its owner is told by whom and why, and says so once', async () => {
  const { owner, messages } = await opened(REASON);
  expect(owner.name).toBe('Uma');
  expect(messages[0]?.content).toBe('When does the relief valve open?');
  const [notice, ...more] = await noticesOf(uma.credential);
  expect(more).toEqual([]);
  expect(notice).toMatchObject({ conversationId: conversation, openedBy: { name: 'Ada' }, reason: REASON, seenAt: null });
  await plant.call('openings.seen', { id: notice?.id }, uma.credential);
  expect(await noticesOf(uma.credential)).toEqual([]);
  expect(await noticesOf(uma.credential, false)).toMatchObject([{ reason: REASON, seenAt: expect.any(String) }]);
  expect((await plant.call<{ openings: Opening[] }>('openings.list', {}, admin)).openings).toMatchObject([{ owner: { name: 'Uma' }, openedBy: { name: 'Ada' }, reason: REASON, seenAt: expect.any(String) }]);
});

test('the record says who opened whose, and of the reason only its keyed hash', async () => {
  const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { event: 'conversation.break_glass', outcome: 'ok' }, admin);
  expect(records[0]).toMatchObject({ userName: 'Ada', resourceId: conversation, metadata: { owner: uma.id, reasonHash: expect.stringMatching(/^[0-9a-f]{64}$/) } });
  expect(JSON.stringify((await plant.call('audit.list', { limit: 500 }, admin)))).not.toContain('night shift');
});

test('nobody else may: neither a user, nor a viewer, nor an auditor, nor a key of the admin', async () => {
  for (const role of ['user', 'viewer', 'auditor']) {
    const { credential } = await addPerson(plant, admin, `Other ${role}`, role);
    for (const [operation, input] of [['conversations.breakGlass', { id: conversation, reason: REASON }], ['openings.list', {}], ['openings.candidates', { userId: uma.id }]] as const) {
      await expect(plant.call(operation, input, credential)).rejects.toMatchObject(refusal('FORBIDDEN'));
    }
    expect(await noticesOf(credential)).toEqual([]);
  }
  await expect(plant.call('apikeys.create', { name: 'reader', scopes: ['conversations:break-glass'] }, admin)).rejects.toMatchObject(refusal('KEY_REFUSED'));
});

test("an opening is not another person's to have seen, and one's own conversation needs none", async () => {
  const [notice] = await noticesOf(uma.credential, false);
  await expect(plant.call('openings.seen', { id: notice?.id }, admin)).rejects.toMatchObject(refusal('OPENING_NOT_FOUND'));
  const own = await plant.call<{ id: string }>('conversations.create', {}, admin);
  await expect(opened(REASON, own.id)).rejects.toMatchObject(refusal('CONVERSATION_NOT_FOUND'));
});

test('what the opener may not read is withheld from them there too', async () => {
  const { document } = await plant.call<{ document: { id: string } }>('documents.upload', { filename: 'secret.txt', content: streamOf('The secret agitator runs at 90 rpm.'), label: 'restricted' }, admin);
  await plant.core.ingestionIdle();
  const { id } = await plant.call<{ id: string }>('conversations.create', {}, uma.credential);
  await collect(await plant.events('conversations.chat', { id, message: 'How fast is the secret agitator?' }, uma.credential));
  expect(document.id).toBeTruthy();
  const second = await addPerson(plant, admin, 'Bea', 'admin');
  await plant.call('policy.setPersonClearance', { id: second.id, clearance: 'internal' }, admin);
  const read = await plant.call<{ messages: { content: string }[] }>('conversations.breakGlass', { id, reason: REASON }, second.credential);
  expect(JSON.stringify(read.messages[1])).not.toContain('90 rpm');
  expect(read.messages[1]?.content).toContain('may no longer read');
});

test('the notice outlives the conversation', async () => {
  await plant.call('conversations.delete', { id: conversation }, uma.credential);
  expect(await noticesOf(uma.credential, false)).toHaveLength(2);
});
