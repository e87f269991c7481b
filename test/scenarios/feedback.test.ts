import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditRecord } from '#shared/contract/audit.ts';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import { EvaluationQuestion } from '#shared/contract/evaluation.ts';
import type { Feedback } from '#shared/contract/feedback.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { addPerson, collect, openTestCore, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

const QUESTION = 'At which pressure does the relief valve V-101 open?';
let plant: TestCore;
let admin: Credential;
let bo: Credential;
let folder: string;
let document: string;

beforeAll(async () => {
  plant = await openTestCore();
  admin = await setUpPlant(plant);
  ({ credential: bo } = await addPerson(plant, admin, 'Bo', 'user'));
  folder = await mkdtemp(join(tmpdir(), 'millwright-gguf-'));
  makeScriptedGguf(join(folder, 'short.gguf'), { name: 'short', answer: ['The relief valve', ' V-101', ' opens', ' at', ' 12 bar', ' [1]', '.'] });
  await collect(await plant.events('models.import', { filename: 'short.gguf', content: { stream: createReadStream(join(folder, 'short.gguf')) } }, admin));
  ({ document: { id: document } } = await plant.call<{ document: { id: string } }>('documents.upload', { filename: 'V-101.md', content: streamOf('# Relief valve V-101\n\nThe relief valve V-101 opens at 12 bar.\n') }, admin));
  await plant.core.ingestionIdle();
});
afterAll(async () => {
  await plant.close();
  await rm(folder, { recursive: true, force: true });
});

async function answered(who: Credential): Promise<{ id: string; answer: Message }> {
  const { id } = await plant.call<{ id: string }>('conversations.create', {}, who);
  const last = (await collect(await plant.events<ChatEvent>('conversations.chat', { id, message: QUESTION }, who))).at(-1);
  if (last?.type !== 'answer') throw new Error('no answer');
  return { id, answer: last.message };
}
const list = async (who = admin) => (await plant.call<{ feedback: Feedback[] }>('feedback.list', {}, who)).feedback;

test('what somebody thinks of an answer is kept with question, model, sources and the hash of what the model was sent', async () => {
  const { answer } = await answered(bo);
  await plant.call('feedback.give', { messageId: answer.id, verdict: 'bad', reason: 'incomplete', correction: 'Also at 13 bar with the spring set.' }, bo);
  const { models } = await plant.call<{ models: { name: string; sha256: string }[] }>('models.list', {}, admin);
  expect(await list()).toMatchObject([
    {
      verdict: 'bad', reason: 'incomplete', correction: 'Also at 13 bar with the spring set.', question: QUESTION, answer: answer.content, by: 'Bo', label: 'internal',
      model: 'short', modelSha256: models.find(({ name }) => name === 'short')?.sha256, promptSha256: expect.stringMatching(/^[0-9a-f]{64}$/), sources: [{ file: 'V-101.md', quote: expect.stringContaining('12 bar') }],
    },
  ]);
  await plant.call('feedback.give', { messageId: answer.id, verdict: 'good' }, bo);
  expect(await list()).toMatchObject([{ verdict: 'good', reason: null, correction: null }]);
});

test('good answers become questions that search is measured with', async () => {
  const text = await (await plant.call<Blob>('feedback.export', {}, admin)).text();
  const questions = text.trim().split('\n').map((line) => EvaluationQuestion.parse(JSON.parse(line)));
  expect(questions).toMatchObject([{ question: QUESTION, file: 'V-101.md', kind: 'feedback' }]);
  const events = await collect(await plant.events<{ type: string; report?: { overall?: unknown } }>('evaluation.run', { questions }, admin));
  expect(JSON.stringify(events.at(-1))).toContain('"hit1":1');
});

test('nobody says anything of what is not their own answer, and only who keeps knowledge reads it', async () => {
  const { answer } = await answered(bo);
  await expect(plant.call('feedback.give', { messageId: answer.id, verdict: 'good' }, admin)).rejects.toMatchObject({ error: { code: 'MESSAGE_NOT_FOUND' } });
  await expect(list(bo)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
});

test('the record holds the verdict and no words', async () => {
  const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { event: 'feedback.given', limit: 50 }, admin);
  expect(records[0]?.metadata).toMatchObject({ verdict: expect.any(String) });
  expect(JSON.stringify(records)).not.toMatch(/spring|pressure/);
});

test('it is not shown to who may not read what the answer was made from, and goes with its conversation', async () => {
  const { id, answer } = await answered(bo);
  await plant.call('feedback.give', { messageId: answer.id, verdict: 'good' }, bo);
  const before = (await list()).length;
  const di = await addPerson(plant, admin, 'Di', 'admin');
  await plant.call('policy.setPersonClearance', { id: di.id, clearance: 'internal' }, admin);
  expect(await list(di.credential)).toHaveLength(before);
  await plant.call('documents.change', { id: document, label: 'restricted' }, admin);
  expect([(await list(di.credential)).length, (await list()).length]).toEqual([0, before]);
  await plant.call('conversations.delete', { id }, bo);
  expect(await list()).toHaveLength(before - 1);
});
