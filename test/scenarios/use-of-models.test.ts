import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import type { ResultOf } from '#shared/contract/define-operations.ts';
import type { usage } from '#shared/contract/usage.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { type RemoteStandIn, startRemoteStandIn, stream } from '#test/support/remote-stand-in.ts';
import { addPerson, collect, openTestCore, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

type Report = ResultOf<(typeof usage)['report']>;
const BUDGET = { tokensPerMonth: null, costPerMonth: null, tokensPerPerson: null, costPerPerson: null, warnAt: 80, beyond: 'stop' };
let plant: TestCore;
let admin: Credential;
let bo: { id: string; credential: Credential };
let folder: string;
let remote: RemoteStandIn;

beforeAll(async () => {
  remote = await startRemoteStandIn();
  remote.behave((response) => stream(response, ['V-101 opens at 12 bar [1].']));
  plant = await openTestCore(undefined, { outbound: [remote.url] });
  admin = await setUpPlant(plant);
  bo = await addPerson(plant, admin, 'Bo', 'user');
  folder = await mkdtemp(join(tmpdir(), 'millwright-gguf-'));
  makeScriptedGguf(join(folder, 'short.gguf'), { name: 'short', answer: ['V-101', ' opens', ' at', ' 12 bar', ' [1]', '.'] });
  await collect(await plant.events('models.import', { filename: 'short.gguf', content: { stream: createReadStream(join(folder, 'short.gguf')) } }, admin));
  await plant.call('documents.upload', { filename: 'V-101.md', content: streamOf('# V-101\n\nThe relief valve V-101 opens at 12 bar.\n') }, admin);
  await plant.core.ingestionIdle();
});
afterAll(async () => {
  await plant.close();
  await remote.close();
  await rm(folder, { recursive: true, force: true });
});

async function ask(who: Credential, question = 'At which pressure does V-101 open?'): Promise<Message> {
  const last = (await collect(await plant.events<ChatEvent>('conversations.ask', { question }, who))).at(-1);
  if (last?.type !== 'answer') throw new Error('no answer');
  return last.message;
}
const report = () => plant.call<Report>('usage.report', {}, admin);

test('every answer is counted by person and model: what was read, written, known from before, and how fast', async () => {
  const { usage: used } = await ask(admin);
  const { total, byPerson, byModel, byDay } = await report();
  expect(total).toMatchObject({ answers: 1, fromCache: 0, failed: 0, promptTokens: used?.promptTokens, completionTokens: used?.completionTokens, evaluatedTokens: (used?.promptTokens ?? 0) - (used?.cachedTokens ?? 0), cost: 0 });
  expect(total.firstTokenMs).toBeGreaterThan(0);
  expect(byPerson).toMatchObject([{ user: { name: 'Ada' }, answers: 1 }]);
  expect(byModel).toMatchObject([{ model: 'short', remote: false, answers: 1 }]);
  expect(byDay).toHaveLength(1);
});

test('an answer from memory is counted as such, and reads nothing', async () => {
  const before = await report();
  await ask(bo.credential);
  const { total } = await report();
  expect([total.answers - before.total.answers, total.fromCache - before.total.fromCache, total.evaluatedTokens - before.total.evaluatedTokens]).toEqual([1, 1, 0]);
  expect(await plant.call('usage.mine', {}, bo.credential)).toMatchObject({ total: { answers: 1, fromCache: 1 }, state: { state: 'ok', used: null } });
});

test('a remote model costs what it is priced at', async () => {
  const { id } = await plant.call<{ id: string }>('remoteModels.add', { name: 'Priced', baseUrl: `${remote.url}/v1`, model: 'big', mostSensitive: 'internal', price: { in: 3, out: 15 } }, admin);
  await plant.call('models.assign', { role: 'fast', id }, admin);
  await ask(bo.credential);
  // 11 tokens read and one written, as the remote model says.
  const priced = (await report()).byModel.find(({ model }) => model === 'Priced');
  expect(priced).toMatchObject({ remote: true, answers: 1, promptTokens: 11, completionTokens: 1 });
  expect(priced?.cost).toBeCloseTo((11 * 3 + 15) / 1e6, 10);
  await plant.call('remoteModels.remove', { id }, admin);
});

test('a budget warns, and beyond it answers are quoted, with the reason', async () => {
  const { total } = await report();
  const used = total.promptTokens + total.completionTokens;
  await plant.call('usage.setBudget', { ...BUDGET, tokensPerMonth: used * 2, warnAt: 10, beyond: 'warn' }, admin);
  expect((await report()).state.state).toBe('warn');
  await plant.call('usage.setBudget', { ...BUDGET, tokensPerMonth: 1 }, admin);
  expect((await report()).state.state).toBe('over');
  const refused = await ask(admin, 'And at what pressure does V-101 open again?');
  expect(refused).toMatchObject({ mode: 'passages', content: expect.stringContaining('used the budget for language models of this month') });
  await plant.call('usage.setBudget', { ...BUDGET, tokensPerMonth: 1, beyond: 'warn' }, admin);
  expect((await ask(admin, 'And at what pressure does V-101 open again?')).mode).toBe('generated');
});

test("a person's own budget stops them and nobody else", async () => {
  await plant.call('usage.setBudget', { ...BUDGET, tokensPerPerson: 5 }, admin);
  const cy = await addPerson(plant, admin, 'Cy', 'user');
  expect((await ask(admin)).content).toContain('You have used the budget');
  expect((await ask(cy.credential, 'Tell me: at which pressure does V-101 open?')).mode).toBe('generated');
  await plant.call('usage.setBudget', BUDGET, admin);
});

test('only who manages models sees what others used, and no record holds what was asked', async () => {
  await expect(plant.call('usage.report', {}, bo.credential)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
  expect(JSON.stringify(await report())).not.toContain('pressure');
});
