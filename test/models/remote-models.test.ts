import { createReadStream } from 'node:fs';
import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { answers } from '#shared/contract/answers.ts';
import type { ComparedQuestion, Comparison } from '#shared/contract/comparisons.ts';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import type { Fallbacks } from '#shared/contract/model-fallbacks.ts';
import type { EventOf } from '#shared/contract/define-operations.ts';
import type { RemoteModel } from '#shared/contract/remote-models.ts';
import type { Credential } from '#core/pipeline/index.ts';
import type { HttpServer } from '#transports/http/http-server.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { type RemoteStandIn, startRemoteStandIn, stream } from '#test/support/remote-stand-in.ts';
import { addPerson, collect, openTestCore, session, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';
import { startTestServer } from '#test/support/transport-faces.ts';

const SECRET = 'sk-never-to-be-seen-7f3a91';
const QUESTION = 'At which pressure does the relief valve V-101 open?';
let standIn: RemoteStandIn;
let other: TestCore;
let otherServer: HttpServer;
let otherKey: string;
let plant: TestCore;
let admin: Credential;
let folder: string;
/** The one document that is not restricted. */
let manual: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-gguf-'));
  standIn = await startRemoteStandIn();
  other = await openTestCore();
  const otherAdmin = await setUpPlant(other);
  makeScriptedGguf(join(folder, 'big.gguf'), { name: 'big', answer: ['The relief valve', ' V-101', ' opens', ' at', ' 12 bar', ' [1]', '.'] });
  await collect(await other.events('models.import', { filename: 'big.gguf', content: { stream: createReadStream(join(folder, 'big.gguf')) } }, otherAdmin));
  ({ key: otherKey } = await other.call<{ key: string }>('apikeys.create', { name: 'other', scopes: ['models:use'] }, otherAdmin));
  otherServer = await startTestServer(other.core.pipeline);
  plant = await openTestCore(undefined, { outbound: [standIn.url, otherServer.address.url] });
  admin = await setUpPlant(plant);
  const { document } = await plant.call<{ document: { id: string } }>('documents.upload', { filename: 'V-101.md', content: streamOf('# Relief valve V-101\n\nThe relief valve V-101 opens at 12 bar. It reseats at 11.2 bar.\n'), label: 'internal' }, admin);
  await plant.call('documents.upload', { filename: 'secret.md', content: streamOf('# Recipe of syrup\n\nThe syrup recipe takes 40 kg of sugar for each batch.\n'), label: 'restricted' }, admin);
  manual = document.id;
  await plant.core.ingestionIdle();
});
afterAll(async () => {
  await otherServer.close();
  await other.close();
  await plant.close();
  await standIn.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  standIn.behave((response) => stream(response, ['The relief valve V-101 opens at 12 bar [1].']));
  for (const { id } of (await remotes()).models) await plant.call('remoteModels.remove', { id }, admin);
});

const remotes = () => plant.call<{ models: RemoteModel[] }>('remoteModels.list', {}, admin);

async function add(more: object = {}): Promise<RemoteModel> {
  return plant.call<RemoteModel>('remoteModels.add', { name: 'Plant server', baseUrl: `${standIn.url}/v1`, model: 'big', apiKey: SECRET, mostSensitive: 'internal', ...more }, admin);
}
async function use(model: RemoteModel): Promise<void> {
  await plant.call('models.assign', { role: 'fast', id: model.id }, admin);
}
async function ask(question: string): Promise<Message> {
  const { id } = await plant.call<{ id: string }>('conversations.create', {}, admin);
  const last = (await collect(await plant.events<ChatEvent>('conversations.chat', { id, message: question, scope: question === QUESTION ? { documents: [manual] } : undefined }, admin))).at(-1);
  if (last?.type !== 'answer') throw new Error('no answer');
  const { messages } = await plant.call<{ messages: Message[] }>('conversations.get', { id }, admin);
  expect(messages.at(-1)).toMatchObject({ sentTo: last.message.sentTo, model: last.message.model });
  return last.message;
}

test('a question is answered by llama.cpp behind another Millwright, and the answer says that it left the machine', async () => {
  await use(await add({ baseUrl: `${otherServer.address.url}/v1`, apiKey: otherKey }));
  const answer = await ask(QUESTION);
  expect(answer).toMatchObject({ mode: 'generated', model: 'Plant server', sentTo: new URL(otherServer.address.url).host, content: 'The relief valve V-101 opens at 12 bar [1].', unsupported: [] });
  expect(answer.usage?.promptTokens).toBeGreaterThan(50);
  expect(answer.usage?.completionTokens).toBeGreaterThan(4);
});

test('two models elsewhere are compared, each asked by itself, and what may not leave the machine is sent to neither', async () => {
  const [a, b] = [await add({ name: 'A' }), await add({ name: 'B', model: 'other' })];
  const secret = { question: 'How much sugar does the syrup recipe take for each batch?', file: 'secret.md' };
  const questions = [1, 2, 3, 4].map((id) => ({ id, ...secret })).concat([{ id: 5, question: QUESTION, file: 'V-101.md' }]);
  const { id: setId } = await plant.call<{ id: string }>('evaluationSets.import', { name: 'elsewhere', questions }, admin);
  const compared = async (who: Credential) => {
    const { id } = await plant.call<{ id: string }>('comparisons.start', { setId, model: a.id, against: b.id }, who);
    return (await collect(await plant.events<{ comparison: Comparison }>('comparisons.watch', { id }, who))).at(-1)?.comparison;
  };
  // Whoever may read all finds what is restricted beside every question.
  const whole = await compared(admin);
  expect(whole).toMatchObject({ state: 'done', done: 10, model: { name: 'A', totals: { written: 0, failed: 5 } }, against: { name: 'B', totals: { written: 0, failed: 5 } } });
  expect(standIn.arrived).toEqual([]);
  const { questions: shown } = await plant.call<{ questions: ComparedQuestion[] }>('comparisons.answers', { id: whole?.id }, admin);
  expect(shown[0]?.model?.error).toContain('may not be sent');

  const kit = await addPerson(plant, admin, 'Kit', 'admin');
  await plant.call('policy.setPersonClearance', { id: kit.id, clearance: 'internal' }, admin);
  const own = await compared(kit.credential);
  expect(own).toMatchObject({ state: 'done', done: 2, model: { totals: { written: 1, cited: 1 } }, against: { totals: { written: 1, cited: 1 } } });
  expect(standIn.arrived.map(({ body }) => (JSON.parse(body) as { model: string }).model)).toEqual(['big', 'other']);
  expect(JSON.stringify(standIn.arrived)).not.toContain('40 kg');
  const { questions: hers } = await plant.call<{ questions: ComparedQuestion[] }>('comparisons.answers', { id: own?.id }, kit.credential);
  expect(hers).toMatchObject([{ model: { sentTo: new URL(standIn.url).host, error: null } }]);
});

test('trying it says whether it answers, and why not', async () => {
  const good = await add({ name: 'good', baseUrl: `${otherServer.address.url}/v1`, apiKey: otherKey });
  expect(await plant.call('remoteModels.try', { id: good.id }, admin)).toMatchObject({ ok: true, problem: null });
  const bad = await add({ name: 'bad', baseUrl: `${otherServer.address.url}/v1`, apiKey: 'mwk_wrong' });
  expect(await plant.call('remoteModels.try', { id: bad.id }, admin)).toMatchObject({ ok: false, problem: expect.stringContaining('key') });
});

describe('what is labelled above what may leave', () => {
  test('is never sent, and the answer quotes instead and says why', async () => {
    await use(await add());
    const answer = await ask('How much sugar does the syrup recipe take for each batch?');
    expect(answer).toMatchObject({ mode: 'passages', sentTo: null, model: null });
    expect(answer.content).toContain('labelled restricted, and may not leave this machine for Plant server');
    expect(standIn.arrived).toHaveLength(0);
  });

  test('is sent where the admin lets it', async () => {
    await use(await add({ mostSensitive: 'restricted' }));
    expect((await ask('How much sugar does the syrup recipe take for each batch?')).mode).toBe('generated');
    expect(standIn.arrived).toHaveLength(1);
  });

  test('is answered by a model of this machine where there is one', async () => {
    await collect(await plant.events('models.import', { filename: 'big.gguf', content: { stream: createReadStream(join(folder, 'big.gguf')) } }, admin));
    await use(await add());
    const answer = await ask('How much sugar does the syrup recipe take for each batch?');
    expect(answer).toMatchObject({ mode: 'generated', sentTo: null, model: 'big' });
    expect(standIn.arrived).toHaveLength(0);
    const { models } = await plant.call<{ models: { id: string; name: string }[] }>('models.list', {}, admin);
    await plant.call('models.remove', { id: models.find(({ name }) => name === 'big')?.id }, admin);
  });

  test('what programs send counts as internal', async () => {
    await use(await add({ mostSensitive: 'public' }));
    const asked = plant.events('completions.create', { model: 'Plant server', messages: [{ role: 'user', content: 'x' }] }, admin).then(collect);
    await expect(asked).rejects.toMatchObject({ error: { code: 'MODEL_UNAVAILABLE', message: expect.stringContaining('labelled internal') } });
    expect(standIn.arrived).toHaveLength(0);
  });
});

test('a remote model that breaks off leaves what it wrote, with the label and the reason', async () => {
  await use(await add());
  standIn.behave((response) => {
    stream(response, ['The relief valve V-101 opens'], 'none');
    response.end();
  });
  expect(await ask(QUESTION)).toMatchObject({ mode: 'generated', content: 'The relief valve V-101 opens', sentTo: new URL(standIn.url).host, interrupted: expect.stringContaining('broke off') });
  standIn.behave((response) => response.writeHead(500).end());
  expect((await ask(QUESTION)).content).toContain('The remote model failed.');
});

describe('where the model of a role fails before its first word', () => {
  const local = async (): Promise<string> => {
    const events = await collect(await plant.events<{ type: string; model?: { id: string } }>('models.import', { filename: 'big.gguf', content: { stream: createReadStream(join(folder, 'big.gguf')) } }, admin));
    const model = events.at(-1)?.model;
    if (model === undefined) throw new Error('not installed');
    return model.id;
  };

  test('the remote model of the other role takes over, and the answer names both machines', async () => {
    const [failing, good] = [await add({ name: 'failing' }), await add({ name: 'good', baseUrl: `${otherServer.address.url}/v1`, apiKey: otherKey })];
    await use(failing);
    await plant.call('models.assign', { role: 'heavy', id: good.id }, admin);
    standIn.behave((response) => response.writeHead(500).end());
    const hosts = `${new URL(standIn.url).host}, ${new URL(otherServer.address.url).host}`;
    for (let count = 0; count < 3; count += 1) {
      expect(await ask(QUESTION)).toMatchObject({ mode: 'generated', model: 'good', sentTo: hosts, usage: { modelReason: 'fallback' } });
    }
    expect((await remotes()).models.find(({ name }) => name === 'failing')?.health).toMatchObject({ state: 'resting', sentence: expect.stringContaining('is tried again in') });
    expect((await remotes()).models.find(({ name }) => name === 'good')?.health).toEqual({ state: 'ok', sentence: null });
    standIn.behave((response) => stream(response, ['no']));
    expect(await ask(QUESTION)).toMatchObject({ model: 'good', sentTo: new URL(otherServer.address.url).host, usage: { modelReason: 'fallback' } });
    expect(standIn.arrived).toHaveLength(0);
  });

  test('a model of this machine that takes over is the one that wrote the answer, and the one it is compared with when it is run again', async () => {
    const id = await local();
    const failing = await add({ name: 'failing' });
    await use(failing);
    await plant.call('models.assign', { role: 'heavy', id }, admin);
    standIn.behave((response) => response.writeHead(500).end());
    const answer = await ask(QUESTION);
    expect(answer).toMatchObject({ mode: 'generated', model: 'big', usage: { modelReason: 'fallback' } });
    standIn.behave((response) => stream(response, ['no']));
    const events = await collect(await plant.events<EventOf<(typeof answers)['replay']>>('answers.replay', { messageId: answer.id }, admin));
    expect(events.at(-1)).toMatchObject({ type: 'result', replay: { model: 'big', identical: true, compared: { first: null }, changes: [], doubts: [], unexplained: false } });
    expect(standIn.arrived).toHaveLength(0);
    await plant.call('models.remove', { id }, admin);
  });

  test('a remote model takes over from one of this machine that was damaged, and the answer says that it left', async () => {
    const id = await local();
    const good = await add({ name: 'good', baseUrl: `${otherServer.address.url}/v1`, apiKey: otherKey });
    await plant.call('models.assign', { role: 'fast', id }, admin);
    await plant.call('models.assign', { role: 'heavy', id: good.id }, admin);
    const mode = await plant.call<{ answers: { model: string | null; heavy: string | null } }>('system.mode', {}, admin);
    expect(mode.answers).toMatchObject({ model: 'big', heavy: 'good' });
    // From here on the watched folder may know it at any moment.
    await appendFile(join(plant.dataDirectory, 'models', 'big.gguf'), 'x');
    expect(await ask(QUESTION)).toMatchObject({ mode: 'generated', model: 'good', sentTo: new URL(otherServer.address.url).host });
    // The watched folder may have taken the changed file for another model by now.
    await expect.poll(async () => {
      const { models } = await plant.call<{ models: { id: string; filename: string }[] }>('models.list', {}, admin);
      const left = models.filter(({ filename }) => filename === 'big.gguf');
      for (const model of left) await plant.call('models.remove', { id: model.id }, admin).catch(() => undefined);
      return left.length;
    }, { timeout: 30_000 }).toBe(0);
  });

  test('the next is asked in the order of an admin, wherever it runs, from the next question on', async () => {
    const id = await local();
    const [failing, good] = [await add({ name: 'failing' }), await add({ name: 'good', baseUrl: `${otherServer.address.url}/v1`, apiKey: otherKey })];
    const order = (ids: readonly string[] | null) => plant.call<Fallbacks>('models.setFallbacks', { role: 'fast', ids }, admin);
    await use(failing);
    await plant.call('models.assign', { role: 'heavy', id: null }, admin);
    standIn.behave((response) => response.writeHead(500).end());
    expect(await order([good.id, id])).toEqual({ fast: [good.id, id], heavy: null });
    expect(await ask(QUESTION)).toMatchObject({ mode: 'generated', model: 'good', usage: { modelReason: 'fallback' } });
    await order([id, good.id]);
    expect(await ask(QUESTION)).toMatchObject({ mode: 'generated', model: 'big', usage: { modelReason: 'fallback' } });
    await order([]);
    expect(await ask(QUESTION)).toMatchObject({ mode: 'passages', model: 'failing' });
    // It has failed three times: its rest is told, and the order still counts.
    expect((await plant.call<{ answers: { model: string | null; reason: string | null } }>('system.mode', {}, admin)).answers).toMatchObject({ model: null, reason: expect.stringContaining('failing failed several times') });
    await order([good.id, id]);
    expect(await ask('How much sugar does the syrup recipe take?')).toMatchObject({ model: 'big', sentTo: null, label: 'restricted' });
    expect((await plant.call<{ answers: object }>('system.mode', {}, admin)).answers).toMatchObject({ model: 'good' });
    const { records } = await plant.call<{ records: { metadata: object }[] }>('audit.list', { event: 'model.fallbacks_changed', limit: 1 }, admin);
    expect(records[0]?.metadata).toMatchObject({ role: 'fast', ids: [good.id, id] });

    await expect(order([good.id, good.id])).rejects.toMatchObject({ error: { code: 'INVALID_INPUT', message: expect.stringContaining('once') } });
    await expect(order([failing.id])).rejects.toMatchObject({ error: { code: 'INVALID_INPUT', message: expect.stringContaining('cannot follow itself') } });
    await expect(order(['00000000-0000-4000-8000-000000000000'])).rejects.toMatchObject({ error: { code: 'MODEL_NOT_FOUND' } });
    const { models } = await plant.call<{ models: { id: string; format: string }[] }>('models.list', {}, admin);
    await expect(order([models.find(({ format }) => format === 'onnx')?.id ?? ''])).rejects.toMatchObject({ error: { code: 'MODEL_INVALID' } });
    await expect(plant.call('models.setFallbacks', { role: 'heavy', ids: [good.id] }, admin)).rejects.toMatchObject({ error: { code: 'INVALID_INPUT', message: expect.stringContaining('Choose a model') } });
    await plant.call('remoteModels.remove', { id: good.id }, admin);
    expect(await plant.call('models.fallbacks', {}, admin)).toEqual({ fast: [id], heavy: null });
    await plant.call('models.assign', { role: 'fast', id: null }, admin);
    expect(await plant.call('models.fallbacks', {}, admin)).toEqual({ fast: null, heavy: null });
    // The only one of this machine answers without a role, and keeps its place when another is put behind it.
    await order([failing.id]);
    expect(await ask(QUESTION)).toMatchObject({ model: 'big' });
    await plant.call('models.remove', { id }, admin);
  });

  test('thinking harder on another machine is offered, and said', async () => {
    const id = await local();
    const good = await add({ name: 'good', baseUrl: `${otherServer.address.url}/v1`, apiKey: otherKey });
    await plant.call('models.assign', { role: 'fast', id }, admin);
    await plant.call('models.assign', { role: 'heavy', id: good.id }, admin);
    const events = await collect(await plant.events<ChatEvent>('conversations.ask', { question: QUESTION, model: 'heavy', scope: { documents: [manual] } }, admin));
    expect(events).toContainEqual({ type: 'model', model: 'good', why: 'asked' });
    expect(events.at(-1)).toMatchObject({ message: { model: 'good', usage: { modelReason: 'asked' } } });
    await plant.call('models.assign', { role: 'fast', id: good.id }, admin);
    await plant.call('models.assign', { role: 'heavy', id }, admin);
    const back = await collect(await plant.events<ChatEvent>('conversations.ask', { question: QUESTION, model: 'heavy', scope: { documents: [manual] } }, admin));
    expect(back.at(-1)).toMatchObject({ message: { model: 'big', sentTo: null, usage: { modelReason: 'asked' } } });
    await plant.call('models.remove', { id }, admin);
  });
});

test('the key is in no file in the clear, in no answer and in no record', async () => {
  const model = await add();
  await use(model);
  await ask(QUESTION);
  expect(standIn.arrived[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
  const seen = [model, await remotes(), await plant.call('audit.list', { limit: 500 }, admin)];
  expect(JSON.stringify(seen)).not.toContain(SECRET);
  await plant.restart();
  for (const file of await readdir(plant.dataDirectory, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0));
    expect(bytes.includes(SECRET), file.name).toBe(false);
  }
  expect((await ask(QUESTION)).mode).toBe('generated');
});

test('an address that the owner has not allowed is refused when it is added', async () => {
  await expect(add({ baseUrl: 'https://models.example.com/v1' })).rejects.toMatchObject({ error: { code: 'EGRESS_REFUSED' } });
  await add();
  await expect(add()).rejects.toMatchObject({ error: { code: 'MODEL_EXISTS' } });
});

test('belongs to its plant: another one neither sees nor uses it, nor removes a file that it uses, and only who manages models adds one', async () => {
  const model = await add();
  const viewer = await addPerson(plant, admin, 'Vera', 'viewer');
  await expect(plant.call('remoteModels.add', { name: 'x', baseUrl: standIn.url, model: 'm', mostSensitive: 'public' }, viewer.credential)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
  await plant.call('tenants.add', { name: 'Mill Two', admin: 'Bo', password: 'correct horse 42' }, admin);
  const bo = session((await plant.call<{ token: string }>('auth.signIn', { name: 'Bo', password: 'correct horse 42', tenant: 'Mill Two' })).token);
  expect(await plant.call('remoteModels.list', {}, bo)).toEqual({ models: [] });
  for (const call of [plant.call('remoteModels.try', { id: model.id }, bo), plant.call('remoteModels.remove', { id: model.id }, bo), plant.call('models.assign', { role: 'fast', id: model.id }, bo)]) {
    await expect(call).rejects.toMatchObject({ error: { code: 'MODEL_NOT_FOUND' } });
  }
  const events = await collect(await plant.events<{ model?: { id: string } }>('models.import', { filename: 'big.gguf', content: { stream: createReadStream(join(folder, 'big.gguf')) } }, admin));
  const id = events.at(-1)?.model?.id;
  await plant.call('models.assign', { role: 'heavy', id }, bo);
  await expect(plant.call('models.remove', { id }, admin)).rejects.toMatchObject({ error: { code: 'FORBIDDEN', message: expect.stringContaining('is used by another plant of this machine') } });
  await plant.call('models.assign', { role: 'heavy', id: null }, bo);
  expect(await plant.call('models.remove', { id }, admin)).toEqual({ removed: true });
});
