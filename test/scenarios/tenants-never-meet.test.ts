import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allOperations } from '#shared/contract/index.ts';
import { CallFailed, type Credential } from '#core/pipeline/index.ts';
import { ADMIN_PASSWORD, addPlant, collect, openTestCore, session, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

const CANARY = 'zebrafish-417';
/** Nothing listens there. */
const ELSEWHERE = 'http://127.0.0.1:9';

let plants: TestCore;
let one: Credential;
let two: Credential;
let folder: string;
const STEP = { key: 's1', title: CANARY, instruction: CANARY, agent: null };
const TOOL = 'zebrafish_tool';
/** Ids of the second plant's things, by the feature that owns them. */
const foreign: Record<string, string> = {};

beforeAll(async () => {
  const first = await openTestCore();
  one = await setUpPlant(first);
  await first.core.close();
  foreign['grants'] = await addPlant(first.dataDirectory, 'Mill Two', 'Bea');
  plants = await openTestCore(first.dataDirectory, { outbound: [ELSEWHERE] });
  two = session((await plants.call<{ token: string }>('auth.signIn', { tenant: 'Mill Two', name: 'Bea', password: ADMIN_PASSWORD })).token);
  const upload = { filename: `${CANARY}.txt`, content: streamOf(`The ${CANARY} pump runs at 1450 rpm.`) };
  foreign['documents'] = (await plants.call<{ document: { id: string } }>('documents.upload', upload, two)).document.id;
  foreign['conversations'] = (await plants.call<{ id: string }>('conversations.create', { title: CANARY }, two)).id;
  foreign['users'] = (await plants.call<{ id: string }>('users.add', { name: `Bob ${CANARY}`, role: 'user', password: ADMIN_PASSWORD }, two)).id;
  foreign['policy'] = foreign['secondFactor'] = foreign['privacy'] = foreign['users'];
  await collect(await plants.events('conversations.chat', { id: foreign['conversations'], message: `How fast is the ${CANARY} pump?` }, two));
  await plants.core.ingestionIdle();
  foreign['revisions'] = foreign['queue'] = foreign['documents'];
  foreign['collections'] = (await plants.call<{ id: string }>('collections.create', { name: CANARY }, two)).id;
  foreign['vocabulary'] = (await plants.call<{ id: string }>('vocabulary.save', { term: CANARY, means: ['a pump'] }, two)).id;
  await plants.call('agents.apply', { name: CANARY, title: CANARY, description: CANARY, prompt: CANARY }, two);
  foreign['routing'] = (await plants.call<{ id: string }>('routing.correct', { question: `Where is the ${CANARY}?`, agent: null }, two)).id;
  const planned = await collect(await plants.events<{ plan: { id: string } }>('plans.create', { goal: CANARY, steps: [STEP] }, two));
  foreign['plans'] = planned.at(-1)?.plan.id ?? '';
  foreign['memory'] = (await plants.call<{ id: string }>('memory.keep', { kind: 'fact', content: CANARY }, two)).id;
  foreign['remoteModels'] = (await plants.call<{ id: string }>('remoteModels.add', { name: CANARY, baseUrl: `${ELSEWHERE}/v1`, model: 'm', mostSensitive: 'internal' }, two)).id;
  const { id: other } = await plants.call<{ id: string }>('remoteModels.add', { name: `other ${CANARY}`, baseUrl: `${ELSEWHERE}/v1`, model: 'm', mostSensitive: 'internal' }, two);
  foreign['evaluationSets'] = (await plants.call<{ id: string }>('evaluationSets.import', { name: CANARY, questions: [{ id: 1, question: CANARY }] }, two)).id;
  foreign['comparisons'] = (await plants.call<{ id: string }>('comparisons.start', { setId: foreign['evaluationSets'], model: foreign['remoteModels'], against: other }, two)).id;
  await plants.call('tools.apply', { name: 'order', kind: 'http', description: CANARY, input: { type: 'object', properties: {} }, writes: true, config: { method: 'POST', url: `${ELSEWHERE}/orders` } }, two);
  await plants.call('notices.save', { webhook: { url: `${ELSEWHERE}/${CANARY}`, secret: `${CANARY}-${CANARY}` } }, two);
  foreign['notices'] = (await plants.call<{ id: string }>('notices.test', { channel: 'webhook' }, two)).id;
  foreign['approvals'] = (await plants.call<{ approval: string }>('tools.test', { name: 'order', arguments: {} }, two)).approval;
  foreign['sessions'] = (await plants.call<{ sessions: { id: string }[] }>('sessions.mine', {}, two)).sessions[0]?.id ?? '';
  foreign['apikeys'] = (await plants.call<{ about: { id: string } }>('apikeys.create', { name: CANARY, scopes: ['search:query'] }, two)).about.id;
  folder = await mkdtemp(join(tmpdir(), `millwright-${CANARY}-`));
  foreign['folders'] = (await plants.call<{ id: string }>('folders.add', { path: folder }, two)).id;
  const eve = await plants.call<{ token: string }>('auth.signIn', { tenant: 'Mill Two', name: `Bob ${CANARY}`, password: ADMIN_PASSWORD });
  const { id: opened } = await plants.call<{ id: string }>('conversations.create', { title: CANARY }, session(eve.token));
  await plants.call('conversations.breakGlass', { id: opened, reason: `An alarm of ${CANARY} has to be understood.` }, two);
  foreign['openings'] = (await plants.call<{ openings: { id: string }[] }>('openings.list', {}, two)).openings[0]?.id ?? '';
  await plants.call('tools.apply', { name: TOOL, kind: 'http', description: `Asks ${CANARY}.`, input: { type: 'object' }, config: { url: `${ELSEWHERE}/${CANARY}`, headers: { 'X-Key': '{secret.canary}' } } }, two);
  await plants.call('tools.keepSecret', { name: 'canary', secret: CANARY }, two);
  foreign['recalls'] = await recallOf(await answeredQuestion());
});
afterAll(async () => {
  await plants.close();
  await rm(folder, { recursive: true, force: true });
});

/** Bea asks in a conversation of its own, so that the other's messages stay as they are. */
async function answeredQuestion(): Promise<string> {
  const upload = { filename: `old ${CANARY}.txt`, content: streamOf(`The ${CANARY} crane lifts 12 t.`) };
  const { document } = await plants.call<{ document: { id: string } }>('documents.upload', upload, two);
  await plants.core.ingestionIdle();
  const { id } = await plants.call<{ id: string }>('conversations.create', { title: `crane ${CANARY}` }, two);
  await collect(await plants.events('conversations.chat', { id, message: `How much does the ${CANARY} crane lift?` }, two));
  return document.id;
}

/** A document that an answer cites is withdrawn; the recall that comes of it. */
async function recallOf(documentId: string): Promise<string> {
  await plants.call('revisions.withdraw', { id: documentId, why: 'wrong' }, two);
  for (;;) {
    const { notices } = await plants.call<{ notices: { recall: { id: string; documentId: string } }[] }>('recalls.mine', {}, two);
    const notice = notices.find(({ recall }) => recall.documentId === documentId);
    if (notice !== undefined) return notice.recall.id;
    await sleep(50);
  }
}

/** A valid input of an operation that names `id`, other required fields filled plausibly. */
function inputNaming(name: string, id: string): Record<string, unknown> {
  const fillers: Record<string, unknown> = {
    reason: 'for this test alone', confirm: `Bob ${CANARY}`, title: 'x', label: 'public', clearance: 'public', name: 'x', why: 'x', page: 1, width: 64, messageId: randomUUID(), replaces: randomUUID(), part: 0, start: 0, end: 1, message: 'How hot?', role: 'user', active: true, version: 1, steps: [STEP], step: 's1', password: ADMIN_PASSWORD, agent: 'research', enabled: true, email: null,
  };
  const operation = allOperations().find((each) => each.name === name);
  const shape = operation?.input instanceof z.ZodObject ? Object.keys(operation.input.shape) : [];
  return { ...Object.fromEntries(shape.filter((key) => key in fillers).map((key) => [key, fillers[key]])), id };
}

async function answerOf(name: string, input: unknown, credential: Credential): Promise<string> {
  try {
    const outcome = await plants.core.pipeline.invoke({ operation: name, input, credential, signal: new AbortController().signal, caller: 'test' });
    if (outcome.kind === 'stream') await collect(outcome.events);
    return 'ok';
  } catch (error) {
    return error instanceof CallFailed ? `${error.error.code}: ${error.message}` : String(error);
  }
}

const byId = allOperations().filter(({ feature, input }) => !['models', 'tenants'].includes(feature) && input instanceof z.ZodObject && 'id' in input.shape);

describe('every operation that takes an id', () => {
  test.each(byId.map(({ name, feature }) => [name, feature]))('%s answers alike for what is not there and what is another plant’s', async (name, feature) => {
    const theirs = await answerOf(name, inputNaming(name, foreign[feature] ?? 'no id prepared'), one);
    const nobodys = await answerOf(name, inputNaming(name, randomUUID()), one);
    expect(theirs).toMatch(/_NOT_FOUND: /);
    expect(theirs).toBe(nobodys);
  });
});

test('models of another plant, and its evaluation sets, are not there to compare', async () => {
  const start = (setId: string, model: string) => answerOf('comparisons.start', { setId, model, against: model }, one);
  expect(await start(foreign['evaluationSets'] ?? '', foreign['remoteModels'] ?? '')).toMatch(/^MODEL_NOT_FOUND/);
  const mine = async (name: string) => (await plants.call<{ id: string }>('remoteModels.add', { name, baseUrl: `${ELSEWHERE}/v1`, model: 'm', mostSensitive: 'internal' }, one)).id;
  const [model, against] = [await mine('a'), await mine('b')];
  const theirs = await answerOf('comparisons.start', { setId: foreign['evaluationSets'], model, against }, one);
  expect(theirs).toMatch(/^EVALUATION_SET_NOT_FOUND/);
  expect(theirs).toBe(await answerOf('comparisons.start', { setId: randomUUID(), model, against }, one));
});

test('a tool of another plant, and a secret of its tools, is as one that is not there', async () => {
  for (const name of ['tools.show', 'tools.remove']) expect(await answerOf(name, { name: TOOL }, one)).toBe(await answerOf(name, { name: 'nothing' }, one));
  expect(await answerOf('tools.dropSecret', { name: 'canary' }, one)).toMatch(/^SECRET_NOT_FOUND/);
  expect(await plants.call('tools.test', { name: TOOL }, one)).toMatchObject({ status: 'refused', sentence: 'There is no such tool for you.' });
  // One's own of the same name has one's own secrets, or none.
  await plants.call('tools.apply', { name: TOOL, kind: 'http', description: 'Asks.', input: { type: 'object' }, config: { url: `${ELSEWHERE}/x`, headers: { 'X-Key': '{secret.canary}' } } }, one);
  expect(await plants.call('tools.test', { name: TOOL }, one)).toMatchObject({ status: 'failed', sentence: expect.stringContaining('"canary"') as string });
});

test('nothing of another plant appears in any list, search, answer or log', async () => {
  const [documents, found, conversations, users, audit, mode, ...others] = await Promise.all([
    plants.call('documents.list', {}, one),
    plants.call('search.query', { query: 'pump speed 1450 rpm' }, one),
    plants.call('conversations.list', { query: CANARY }, one),
    plants.call('users.list', {}, one),
    plants.call('audit.list', { limit: 500 }, one),
    plants.call('system.mode', {}, one),
    ...['collections.list', 'folders.list', 'remoteModels.list', 'vocabulary.list', 'memory.list', 'agents.list', 'agents.mine', 'tools.list', 'tools.mine', 'plans.list', 'routing.corrections', 'recalls.mine', 'recalls.list', 'apikeys.list', 'apikeys.mine', 'sessions.list', 'openings.list', 'openings.mine', 'privacy.holds'].map((name) => plants.call(name, {}, one)),
  ]);
  const answer = await collect(await plants.events('conversations.ask', { question: 'At how many rpm does the pump run?' }, one));
  expect(JSON.stringify([documents, found, conversations, users, mode, others, answer])).not.toContain(CANARY);
  expect(JSON.stringify(audit)).not.toContain('Bea');
  expect(mode).toMatchObject({ documents: { ready: 0, working: 0, failed: 0 } });
});

test('the owner of those things still has all of them', async () => {
  const { results } = await plants.call<{ results: { text: string }[] }>('search.query', { query: `${CANARY} pump speed` }, two);
  expect(results[0]?.text).toContain('1450 rpm');
  const { messages } = await plants.call<{ messages: unknown[] }>('conversations.get', { id: foreign['conversations'] }, two);
  expect(messages).toHaveLength(2);
});

test('a session of one plant is no session of the other', async () => {
  const { tenant } = await plants.call<{ tenant: { name: string } }>('auth.whoami', {}, two);
  expect(tenant.name).toBe('Mill Two');
  expect(await answerOf('auth.signIn', { tenant: 'Mill One', name: 'Bea', password: ADMIN_PASSWORD }, { kind: 'none' })).toMatch(/^SIGN_IN_FAILED/);
});
