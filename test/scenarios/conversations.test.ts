import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import type { EvaluationReport } from '#shared/contract/evaluation.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { addPerson, collect, openTestCore, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

const MANUAL = `# Relief valve V-101

The relief valve V-101 opens at 12 bar. It reseats at 11.2 bar.

## Maintenance

Grease the spindle of V-101 every 2000 hours.
`;
const QUESTION = 'At which pressure does the relief valve V-101 open?';

let plant: TestCore;
let admin: Credential;
let models: string;

beforeAll(async () => {
  plant = await openTestCore();
  admin = await setUpPlant(plant);
  await plant.call('documents.upload', { filename: 'V-101.md', content: streamOf(MANUAL) }, admin);
  await plant.core.ingestionIdle();
  models = await mkdtemp(join(tmpdir(), 'millwright-gguf-'));
  makeScriptedGguf(join(models, 'short.gguf'), { answer: ['The relief valve', ' V-101', ' opens', ' at', ' 12 bar', ' [1]', '.'] });
  makeScriptedGguf(join(models, 'long.gguf'), { answer: longScript(300) });
});
afterAll(async () => {
  await plant.close();
  await rm(models, { recursive: true, force: true });
});

async function start(): Promise<string> {
  return (await plant.call<{ id: string }>('conversations.create', {}, admin)).id;
}
async function ask(id: string, message: string, more: object = {}): Promise<ChatEvent[]> {
  return collect(await plant.events<ChatEvent>('conversations.chat', { id, message, ...more }, admin));
}
async function messagesOf(id: string, who = admin): Promise<Message[]> {
  return (await plant.call<{ messages: Message[] }>('conversations.get', { id }, who)).messages;
}
function answerIn(events: ChatEvent[]): Message {
  const last = events.at(-1);
  if (last?.type !== 'answer') throw new Error('no answer');
  return last.message;
}
async function install(file: string): Promise<void> {
  const { models: installed } = await plant.call<{ models: { id: string; format: string }[] }>('models.list', {}, admin);
  for (const { id, format } of installed) if (format === 'gguf') await plant.call('models.remove', { id }, admin);
  await collect(await plant.events('models.import', { filename: file, content: { stream: createReadStream(join(models, file)) } }, admin));
}

test('without a language model the best passages are quoted with their source, and the answer says how to add one', async () => {
  const id = await start();
  const events = await ask(id, QUESTION);
  expect(events.map(({ type }) => type)).toEqual(['question', 'step', 'searching', 'passages', 'answer']);
  const answer = answerIn(events);
  expect(answer.mode).toBe('passages');
  expect(answer.citations[0]).toMatchObject({ n: 1, document: { filename: 'V-101.md' }, quote: expect.stringContaining('opens at 12 bar') });
  expect(answer.content).toMatch(/no language model/i);
  expect(answer.content).toContain('.gguf');
});

test('the quote is exactly the text that its span points to', async () => {
  const answer = answerIn(await ask(await start(), QUESTION));
  const [citation] = answer.citations;
  const { parts } = await plant.call<{ parts: { text: string }[] }>('documents.text', { id: citation?.document.id }, admin);
  expect(parts[citation?.span.part ?? -1]?.text.slice(citation?.span.start, citation?.span.end)).toBe(citation?.quote);
});

test('a conversation that is deleted while it is being answered ends as one that is not there', async () => {
  const id = await start();
  const answering = (async () => {
    for await (const event of await plant.events<ChatEvent>('conversations.chat', { id, message: QUESTION }, admin)) {
      if (event.type === 'passages') await plant.call('conversations.delete', { id }, admin);
    }
  })();
  await expect(answering).rejects.toMatchObject({ error: { code: 'CONVERSATION_NOT_FOUND' } });
});

test('a question about nothing in the documents says that nothing was found', async () => {
  const events = await collect(await plant.events<ChatEvent>('conversations.ask', { question: 'qqqq xxxx' }, admin));
  const answer = answerIn(events);
  expect(answer.mode).toBe('nothing');
  expect(answer.content).toMatch(/^Nothing in the \d+ documents/);
});

test('a follow-up is put together with what it follows, and the answer keeps how it was understood', async () => {
  const id = await start();
  await ask(id, QUESTION);
  const answer = answerIn(await ask(id, 'and how often is it greased?'));
  expect(answer.understood).toMatchObject({ language: 'en', rewritten: 'and how often is it greased? relief valve V-101' });
  expect(answer.citations.map(({ quote }) => quote).join('\n')).toContain('2000 hours');
  expect((await messagesOf(id)).at(-1)).toMatchObject({ understood: answer.understood, steps: answer.steps });
});

test('two questions in one are searched one by one as well, and shown as steps', async () => {
  const events = await ask(await start(), 'At which pressure does V-101 open, and how often is the spindle greased?');
  const steps = events.flatMap((event) => (event.type === 'step' ? event.step : []));
  expect(steps.map(({ why }) => why)).toEqual(['question', 'part', 'part']);
  expect(answerIn(events).steps).toEqual(steps);
});

test('a simple question costs one search', async () => {
  expect(answerIn(await ask(await start(), QUESTION)).steps).toMatchObject([{ why: 'question', query: QUESTION }]);
});

test('with a model the answer is generated, cites the passage, and its numbers are checked', async () => {
  await install('short.gguf');
  const id = await start();
  const events = await ask(id, QUESTION);
  const tokens = events.filter((event) => event.type === 'token').map((event) => event.text).join('');
  const answer = answerIn(events);
  expect(tokens).toBe('The relief valve V-101 opens at 12 bar [1].');
  expect(answer).toMatchObject({ mode: 'generated', content: tokens, unsupported: [], interrupted: null });
  expect(answer.citations).toHaveLength(1);
  expect(answer.usage?.completionTokens).toBeGreaterThan(3);
  expect(await messagesOf(id)).toMatchObject([{ role: 'user', content: QUESTION }, { role: 'assistant', content: tokens }]);
});

test('regenerating replaces the answer; editing replaces the question and everything after it', async () => {
  const id = await start();
  await ask(id, QUESTION);
  const [first] = await messagesOf(id);
  await ask(id, 'And its grease?');
  await ask(id, 'How often is V-101 greased?', { replaces: first?.id });
  const after = await messagesOf(id);
  expect(after.map(({ content, role }) => (role === 'user' ? content : role))).toEqual(['How often is V-101 greased?', 'assistant']);
  await expect(ask(id, 'x', { replaces: after[1]?.id })).rejects.toMatchObject({ error: { code: 'MESSAGE_NOT_FOUND' } });
});

test('stopping keeps what was written and says that it was stopped', async () => {
  await install('long.gguf');
  const id = await start();
  const stop = new AbortController();
  let seen = 0;
  const reading = (async () => {
    for await (const event of await plant.events<ChatEvent>('conversations.chat', { id, message: QUESTION }, admin, stop.signal)) {
      if (event.type === 'token' && ++seen === 3) stop.abort();
    }
  })();
  await expect(reading).rejects.toMatchObject({ error: { code: 'CANCELLED' } });
  const [, answer] = await messagesOf(id);
  expect(answer?.content.length).toBeGreaterThan(0);
  expect(answer?.interrupted).toBe('Stopped before the end.');
});

test('a conversation is named after its first question, can be renamed, found by its words, and deleted', async () => {
  const id = await start();
  await install('short.gguf');
  await ask(id, 'Where does the kettle drain?');
  const find = async (query: string) => (await plant.call<{ conversations: { id: string; title: string }[] }>('conversations.list', { query }, admin)).conversations;
  expect(await find('kettle drain')).toMatchObject([{ id, title: 'Where does the kettle drain?' }]);
  await plant.call('conversations.rename', { id, title: '100% done_' }, admin);
  expect((await find('100% done_')).map((each) => each.id)).toEqual([id]);
  expect(await find('100x done')).toEqual([]);
  await plant.call('conversations.delete', { id }, admin);
  await expect(messagesOf(id)).rejects.toMatchObject({ error: { code: 'CONVERSATION_NOT_FOUND' } });
});

test('a conversation keeps what it is limited to, until that is changed', async () => {
  const { documents } = await plant.call<{ documents: { id: string }[] }>('documents.list', {}, admin);
  const scope = { collections: [], documents: documents.map((each) => each.id) };
  const { id } = await plant.call<{ id: string }>('conversations.create', { scope }, admin);
  expect(await plant.call('conversations.get', { id }, admin)).toMatchObject({ scope });
  await plant.call('conversations.scope', { id, collections: [], documents: [] }, admin);
  expect(await plant.call('conversations.get', { id }, admin)).toMatchObject({ scope: { collections: [], documents: [] } });
});

test('conversations are their owner’s: a colleague cannot read, rename, ask in or delete them', async () => {
  const id = await start();
  const { credential } = await addPerson(plant, admin, 'Carl', 'user');
  const attempts = [
    messagesOf(id, credential),
    plant.call('conversations.rename', { id, title: 'mine' }, credential),
    plant.call('conversations.scope', { id }, credential),
    plant.call('conversations.delete', { id }, credential),
    plant.events('conversations.chat', { id, message: 'hi' }, credential).then(collect),
  ];
  for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ error: { code: 'CONVERSATION_NOT_FOUND' } });
});

test('conversations survive a restart', async () => {
  const id = await start();
  await ask(id, QUESTION);
  const before = await messagesOf(id);
  await plant.restart();
  expect(await messagesOf(id)).toEqual(before);
});

test('a model file dropped into the models folder is installed by itself and answers', async () => {
  const { models: installed } = await plant.call<{ models: { id: string; format: string }[] }>('models.list', {}, admin);
  for (const { id, format } of installed) if (format === 'gguf') await plant.call('models.remove', { id }, admin);
  await copyFile(join(models, 'short.gguf'), join(plant.dataDirectory, 'models', 'dropped.gguf'));
  await expect
    .poll(async () => (await plant.call<{ models: { filename: string; status: string }[] }>('models.list', {}, admin)).models.find(({ filename }) => filename === 'dropped.gguf')?.status, { timeout: 30_000, interval: 200 })
    .toBe('ready');
  expect(answerIn(await ask(await start(), QUESTION)).mode).toBe('generated');
});

test('measuring asks the same answers: quoted ones, and written ones where they are wanted and a model is there', async () => {
  const questions = [
    { id: 1, question: QUESTION, file: 'V-101.md', quote: 'The relief valve V-101 opens at 12 bar.', kind: 'lookup' },
    { id: 2, question: 'Which vaccination certificate must a visitor carry abroad?', file: null, kind: 'unanswerable' },
  ];
  const measure = async (input: object) => (await collect(await plant.events<{ report?: EvaluationReport }>('evaluation.run', { questions, ...input }, admin))).at(-1)?.report?.answers;
  await install('short.gguf');
  const quoted = { n: 1, answered: 1, supported: 1, rightPlace: 1, rightQuote: 1 };
  expect(await measure({})).toMatchObject({ quoted, written: null });
  expect(await measure({ written: true })).toMatchObject({ quoted, written: { ...quoted, facts: 1 } });
});
