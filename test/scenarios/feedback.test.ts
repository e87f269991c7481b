import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditRecord } from '#shared/contract/audit.ts';
import type { ComparedQuestion, Comparison } from '#shared/contract/comparisons.ts';
import type { EvaluationSet } from '#shared/contract/evaluation-sets.ts';
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
  makeScriptedGguf(join(folder, 'wordy.gguf'), { name: 'wordy', answer: ['It', ' depends', ' on', ' the', ' spring', ', I', ' think', '.'], layers: 4 });
  for (const filename of ['short.gguf', 'wordy.gguf']) await collect(await plant.events('models.import', { filename, content: { stream: createReadStream(join(folder, filename)) } }, admin));
  const { models } = await plant.call<{ models: { id: string; name: string }[] }>('models.list', {}, admin);
  await plant.call('models.assign', { role: 'fast', id: models.find(({ name }) => name === 'short')?.id }, admin);
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
const exported = async () => (await (await plant.call<Blob>('feedback.export', {}, admin)).text()).trim().split('\n').map((line) => EvaluationQuestion.parse(JSON.parse(line)));
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
  const questions = await exported();
  expect(questions).toMatchObject([{ question: QUESTION, file: 'V-101.md', kind: 'feedback' }]);
  const events = await collect(await plant.events<{ type: string; report?: { overall?: unknown } }>('evaluation.run', { questions }, admin));
  expect(JSON.stringify(events.at(-1))).toContain('"hit1":1');
});

test('a corrected answer is a question of an evaluation, and counts neither as answerable nor as unanswerable where search is measured', async () => {
  const { answer } = await answered(bo);
  await plant.call('feedback.give', { messageId: answer.id, verdict: 'bad', reason: 'wrong', correction: 'V-101 opens at 13 bar.' }, bo);
  const questions = await exported();
  expect(questions).toContainEqual(expect.objectContaining({ question: QUESTION, corrected: 'V-101 opens at 13 bar.', label: 'internal' }));
  expect(questions.find(({ corrected }) => corrected)?.file).toBeUndefined();
  const events = await collect(await plant.events<{ type: string; report?: { n: number; refusedUnanswerable: number | null } }>('evaluation.run', { questions }, admin));
  expect(events.at(-1)?.report).toMatchObject({ n: 1, refusedUnanswerable: null });
  expect((await plant.call<{ feedback: Feedback[] }>('feedback.list', { verdict: 'bad', reason: 'wrong' }, admin)).feedback).toHaveLength(1);
  expect((await plant.call<{ feedback: Feedback[] }>('feedback.list', { reason: 'unsafe' }, admin)).feedback).toEqual([]);
});

describe('two models on an evaluation set', () => {
  const start = (setId: string, more: object = {}, who = admin) => plant.call<Comparison>('comparisons.start', { setId, model: 'fast', against: 'wordy', ...more }, who);
  const over = async (id: string) => (await collect(await plant.events<{ comparison: Comparison }>('comparisons.watch', { id }, admin))).at(-1)?.comparison;
  const answers = (id: string, who = admin) => plant.call<{ total: number; questions: ComparedQuestion[] }>('comparisons.answers', { id }, who);
  const imported = (name: string, questions: object[]) => plant.call<EvaluationSet>('evaluationSets.import', { name, questions }, admin);
  const many = (n: number) => Array.from({ length: n }, (_, id) => ({ id, question: `${QUESTION} Ask ${id}.`, file: 'V-101.md', corrected: 'The relief valve V-101 opens at 12 bar.' }));

  test('answer every question of what people found of answers, side by side with measures and totals', async () => {
    const set = await plant.call<EvaluationSet>('evaluationSets.create', { name: 'From people' }, admin);
    // Asked twice: as it was judged last.
    expect(set).toMatchObject({ origin: 'feedback', questions: 1, hidden: 0, placed: 0, corrected: 1, by: 'Ada' });
    await expect(plant.call('evaluationSets.create', { name: 'From people' }, admin)).rejects.toMatchObject({ error: { code: 'EVALUATION_SET_EXISTS' } });
    const { id } = await start(set.id);
    expect(await over(id)).toMatchObject({
      state: 'done', done: 2, total: 2, set: { name: 'From people' }, by: 'Ada', error: null,
      model: { name: 'short', totals: { asked: 1, written: 1, failed: 0, cited: null, completionTokens: expect.any(Number), firstTokenMs: expect.any(Number) } },
      against: { name: 'wordy', totals: { asked: 1, written: 1, failed: 0 } },
    });
    const { total, questions } = await answers(id);
    expect(total).toBe(1);
    expect(questions[0]).toMatchObject({ question: QUESTION, expected: 'V-101 opens at 13 bar.', model: { content: expect.stringContaining('12 bar') }, against: { content: expect.stringContaining('spring') } });
    const [good = 0, poor = 1] = [questions[0]?.model?.overlap, questions[0]?.against?.overlap].map(Number);
    expect(good).toBeGreaterThan(0.5);
    expect(poor).toBeLessThan(0.3);
  });

  test('tell who cites the right place, from the file that feedback was exported to', async () => {
    const set = await imported('From a file', await exported());
    expect(set).toMatchObject({ origin: 'file', questions: 2, placed: 1, corrected: 1 });
    const { id } = await start(set.id);
    expect(await over(id)).toMatchObject({ state: 'done', done: 4, model: { totals: { cited: 1, unsupported: 0 } }, against: { totals: { cited: 0 } } });
    const { comparisons } = await plant.call<{ comparisons: Comparison[] }>('comparisons.list', {}, admin);
    expect(comparisons.map(({ set: of, state }) => [of.name, state])).toEqual([['From a file', 'done'], ['From people', 'done']]);
  });

  test('go on after a restart where they were, asking nothing twice', async () => {
    const { id } = await start((await imported('Long', many(12))).id);
    for await (const { comparison } of await plant.events<{ comparison: Comparison }>('comparisons.watch', { id }, admin)) if (comparison.done >= 2) break;
    const before = (await answers(id)).questions.flatMap(({ model }) => model ?? []);
    expect((await plant.call<Comparison>('comparisons.get', { id }, admin)).done).toBeLessThan(24);
    await plant.restart();
    const end = await over(id);
    expect(end).toMatchObject({ state: 'done', done: 24, total: 24, model: { totals: { asked: 12, failed: 0 } }, against: { totals: { asked: 12 } } });
    // Beyond the wording that all questions share, nothing of one is read again for the next: times compare.
    for (const { usage } of before) expect((usage?.promptTokens ?? 0) - (usage?.cachedTokens ?? 0)).toBeGreaterThan(100);
    // Times to the first token are never the same twice.
    expect((await answers(id)).questions.flatMap(({ model }) => model ?? []).slice(0, before.length)).toEqual(before);
    const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { event: 'comparison.answered', limit: 100 }, admin);
    expect(records.filter(({ resourceId, outcome }) => resourceId === id && outcome === 'ok')).toHaveLength(24);
    expect(records[0]).toMatchObject({ model: 'wordy', metadata: { side: 'against', place: 11 } });
  });

  test('are stopped, run one at a time, and go on later for who started them', async () => {
    const [set, other] = [await imported('Stopped', many(200)), await imported('Other', many(1))];
    const { id } = await start(set.id);
    await expect(start(other.id)).rejects.toThrow('Another comparison is running');
    await expect(plant.call('evaluationSets.remove', { id: set.id }, admin)).rejects.toThrow('Stop it first');
    const stopped = await plant.call<Comparison>('comparisons.cancel', { id }, admin);
    expect(stopped.state).toBe('cancelled');
    expect(stopped.done).toBeLessThan(400);
    const eve = await addPerson(plant, admin, 'Eve', 'admin');
    await expect(plant.call('comparisons.resume', { id }, eve.credential)).rejects.toThrow('Only Ada');
    await plant.call('comparisons.resume', { id }, admin);
    await plant.call('comparisons.remove', { id }, admin);
    await expect(plant.call('comparisons.get', { id }, admin)).rejects.toMatchObject({ error: { code: 'COMPARISON_NOT_FOUND' } });
    await start(other.id).then((begun) => over(begun.id));
  });

  test('stop with a sentence where a model is gone, and nothing else answers in its place', async () => {
    makeScriptedGguf(join(folder, 'gone.gguf'), { name: 'gone', answer: ['Gone', ' soon'] });
    await collect(await plant.events('models.import', { filename: 'gone.gguf', content: { stream: createReadStream(join(folder, 'gone.gguf')) } }, admin));
    const { models } = await plant.call<{ models: { id: string; name: string }[] }>('models.list', {}, admin);
    const { id } = await start((await imported('Gone', many(8))).id, { against: 'gone' });
    await plant.call('comparisons.cancel', { id }, admin);
    await plant.call('models.remove', { id: models.find(({ name }) => name === 'gone')?.id }, admin);
    await plant.call('comparisons.resume', { id }, admin);
    const end = await over(id);
    expect(end).toMatchObject({ state: 'failed', error: 'The model gone cannot be used here any more.', model: { totals: { asked: 8, written: 8 } }, against: { totals: { failed: 1, written: 0 } } });
    expect((await answers(id)).questions[0]?.against).toMatchObject({ content: '', error: expect.stringContaining('in its place') });
    await expect(start(end?.set.id ?? '', { against: 'gone' })).rejects.toMatchObject({ error: { code: 'MODEL_NOT_FOUND' } });
    await expect(start(end?.set.id ?? '', { against: 'short' })).rejects.toThrow('Name two models');
  });

  test('are compared with the rights of who started it, and shown to who may read what answered', async () => {
    const recipe = await plant.call<{ document: { id: string } }>('documents.upload', { filename: 'recipe.md', content: streamOf('# Recipe\n\nThe syrup takes 40 kg of sugar.\n'), label: 'restricted' }, admin);
    await plant.core.ingestionIdle();
    const set = await imported('Both', [{ id: 1, question: 'How much sugar does the syrup take?', file: 'recipe.md' }, ...many(1)]);
    const fay = await addPerson(plant, admin, 'Fay', 'admin');
    await plant.call('policy.setPersonClearance', { id: fay.id, clearance: 'internal' }, admin);
    expect((await plant.call<{ sets: EvaluationSet[] }>('evaluationSets.list', {}, fay.credential)).sets[0]).toMatchObject({ name: 'Both', questions: 2, hidden: 1 });
    const { id } = await start(set.id);
    await over(id);
    expect((await answers(id)).questions[0]?.model?.content).toBeTruthy();
    expect((await answers(id, fay.credential)).questions.map(({ question }) => question)).toEqual([expect.stringContaining('V-101')]);
    const hers = await start(set.id, {}, fay.credential);
    expect(hers.total).toBe(2);
    expect(await over(hers.id)).toMatchObject({ state: 'done', done: 2, by: 'Fay' });
    const long = await start((await imported('Long again', many(200))).id, {}, fay.credential);
    await plant.call('users.setRole', { id: fay.id, role: 'user' }, admin);
    expect(await over(long.id)).toMatchObject({ state: 'failed', error: 'Your role does not allow this.' });
    await expect(start(set.id, {}, bo)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
    const { key } = await plant.call<{ key: string }>('apikeys.create', { name: 'script', scopes: ['knowledge:manage'] }, admin);
    await expect(start(set.id, {}, { kind: 'key', key })).rejects.toThrow('A key cannot set a comparison going');
    await plant.call('documents.delete', { id: recipe.document.id }, admin);
  });
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
  const set = await plant.call<EvaluationSet>('evaluationSets.create', { name: 'Goes along' }, admin);
  await plant.call('conversations.delete', { id }, bo);
  expect(await list()).toHaveLength(before - 1);
  const { sets } = await plant.call<{ sets: EvaluationSet[] }>('evaluationSets.list', {}, admin);
  expect([set.questions, sets.find((each) => each.id === set.id)?.questions]).toEqual([1, 0]);
});
