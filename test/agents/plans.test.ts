import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentTemplate } from '#shared/contract/agents.ts';
import type { AuditRecord } from '#shared/contract/audit.ts';
import type { Comparison } from '#shared/contract/comparisons.ts';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import type { Plan, PlanStepDraft } from '#shared/contract/plans.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { addPerson, collect, openTestCore, type TestCore } from '#test/support/test-core.ts';
import { lastPlan, step, SUMS } from './plan-steps.ts';

const CHILD = join(import.meta.dirname, 'plan-until-killed.ts');

let plant: TestCore;
let admin: Credential;
let ben: { id: string; credential: Credential };
let folder: string;
let system: Server;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-plans-'));
  // A plan under way when the program is killed: the first step was done, the second waits for a system that does not answer before.
  system = createServer();
  const asked = once(system, 'request');
  await new Promise<void>((resolve) => system.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(system.address() as AddressInfo).port}`;
  const child = spawn(process.execPath, [CHILD, folder, origin], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) if (line === 'under way') break;
  await asked;
  child.kill('SIGKILL');
  await once(child, 'exit');
  system.on('request', (_, response: ServerResponse) => response.setHeader('content-type', 'application/json').end('{"level":7}'));
  plant = await openTestCore(join(folder, 'data'), { outbound: [origin] });
  admin = { kind: 'owner', tenant: null };
  ben = await addPerson(plant, admin, 'Ben', 'user');
});
afterAll(async () => {
  await plant.close();
  system.close();
  await rm(folder, { recursive: true, force: true });
});

async function install(script: Parameters<typeof makeScriptedGguf>[1]): Promise<void> {
  const { models } = await plant.call<{ models: { id: string; format: string }[] }>('models.list', {}, admin);
  for (const { id, format } of models) if (format === 'gguf') await plant.call('models.remove', { id }, admin);
  const path = join(folder, 'plans.gguf');
  makeScriptedGguf(path, script);
  await collect(await plant.events('models.import', { filename: 'plans.gguf', content: { stream: createReadStream(path) } }, admin));
}
const create = async (input: object, who = ben.credential) => lastPlan(await plant.events('plans.create', input, who));
const watched = async (id: string, who = ben.credential) => lastPlan(await plant.events('plans.watch', { id }, who));
const call = (operation: string, input: object, who = ben.credential) => plant.call<Plan>(`plans.${operation}`, input, who);
const states = ({ steps }: Plan) => steps.map(({ key, state, attempts }) => [key, state, attempts]);

async function begun(steps: PlanStepDraft[]): Promise<Plan> {
  const plan = await create({ goal: 'Reach it', steps });
  await call('approve', { id: plan.id, version: 1 });
  return call('run', { id: plan.id });
}

test('a plan goes on by itself after the program was killed: what was done stays, what had begun begins anew', async () => {
  const { plans } = await plant.call<{ plans: Plan[] }>('plans.list', {}, admin);
  const plan = await watched(plans[0]?.id ?? '', admin);
  expect(plan.state).toBe('done');
  expect(states(plan)).toEqual([['s1', 'done', 1], ['s2', 'done', 2], ['s3', 'done', 1]]);
  expect(plan.steps[1]?.result).toMatchObject({ content: 'It stands.', agent: { name: 'levels', steps: [{ tool: 'level', status: 'ok' }] } });
  expect(plan.steps[2]?.result).toMatchObject({ content: expect.stringContaining('pieces') as string, agent: { name: 'sums', steps: [{ tool: 'calculator', status: 'ok' }] } });
});

test('a comparison of models goes on by itself after the program was killed: what was answered stays', async () => {
  const [begun] = (await plant.call<{ comparisons: Comparison[] }>('comparisons.list', {}, admin)).comparisons;
  const end = (await collect(await plant.events<{ comparison: Comparison }>('comparisons.watch', { id: begun?.id }, admin))).at(-1)?.comparison;
  expect(end).toMatchObject({ state: 'done', done: 40, total: 40, model: { name: 'other', totals: { asked: 20, failed: 0 } }, against: { totals: { asked: 20, failed: 0 } } });
  const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { event: 'comparison.answered', limit: 100 }, admin);
  const answered = records.filter(({ outcome }) => outcome === 'ok').length;
  // The one that was recorded and not kept any more, at most, is asked again.
  expect([40, 41]).toContain(answered);
});

async function goneOn(title: string): Promise<Message[]> {
  const { conversations } = await plant.call<{ conversations: { id: string; title: string }[] }>('conversations.list', {}, admin);
  const id = conversations.find((conversation) => conversation.title === title)?.id;
  await collect(await plant.events('conversations.follow', { id }, admin));
  return (await plant.call<{ messages: Message[] }>('conversations.get', { id }, admin)).messages;
}

test('an answer whose call was approved and had run when the program was killed goes on at the next start, once', async () => {
  const [, waits, answer, ...more] = await goneOn('What waits');
  expect(more).toEqual([]);
  const approval = waits?.agent?.steps[0]?.approval;
  expect(answer).toMatchObject({ content: expect.stringContaining('pieces') as string, agent: { continues: approval, steps: [{ tool: 'time', status: 'ok', approval }, { tool: 'calculator', status: 'ok' }] } });
});

test('so does one whose call was wanted by an agent that a sub-task was handed to: with that agent first, then with the one that handed it over', async () => {
  const [, waits, answer, ...more] = await goneOn('Handed over');
  expect(more).toEqual([]);
  const approval = waits?.agent?.steps.find(({ status }) => status === 'waiting')?.approval;
  expect(approval).toEqual(expect.any(String));
  expect(answer).toMatchObject({ content: 'Ask again.', agent: { name: 'chief', continues: approval, steps: [{ agent: 'chief', tool: 'hand_over', status: 'ok' }, { agent: 'timing', tool: 'time', status: 'ok', approval }] } });
  const { correlationId } = await plant.call<{ correlationId: string }>('approvals.show', { id: approval }, admin);
  const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { correlationId, limit: 50 }, admin);
  const steps = records.toReversed().map(({ event, outcome }) => `${event} ${outcome}`);
  expect(steps.filter((each) => each === 'tool.invocation ok')).toHaveLength(1);
  expect(steps.filter((each) => each === 'agent.continued intent').length).toBeLessThanOrEqual(2);
  expect(steps.at(-1)).toBe('agent.continued ok');
});

describe('a plan', () => {
  test('is thought of by a language model, in a form that can run', async () => {
    const thought = { title: 'Add', instruction: 'Add 1 and 1', agent: 'research', expected: 'a sum', after: [] };
    await install({ answer: ['No', ' matter'], otherwise: [JSON.stringify({ steps: [thought, { ...thought, title: 'Check', instruction: 'Check the sum', agent: 'documents', after: [1] }] })] });
    const plan = await create({ goal: 'Know what 1 and 1 is, and check it' });
    expect(plan).toMatchObject({ state: 'draft', version: 1, madeBy: 'model', done: 0, total: 2 });
    expect(plan.steps).toMatchObject([{ key: 's1', title: 'Add', agent: 'research', after: [] }, { key: 's2', title: 'Check', agent: null, after: ['s1'] }]);
  });

  test('runs only in the version that was approved', async () => {
    const { id } = await create({ goal: 'Careful', steps: [step('a')] });
    await expect(call('run', { id })).rejects.toThrow('Approve the plan first.');
    expect(await call('change', { id, version: 1, steps: [step('a'), step('b', ['a'])] })).toMatchObject({ state: 'draft', version: 2, total: 2 });
    await expect(call('approve', { id, version: 1 })).rejects.toMatchObject({ error: { code: 'PLAN_CHANGED' } });
    expect(await call('approve', { id, version: 2 })).toMatchObject({ state: 'approved' });
    expect(await call('change', { id, version: 2, steps: [step('c')] })).toMatchObject({ state: 'draft' });
    await expect(call('run', { id })).rejects.toThrow('Approve the plan first.');
  });

  test('with a circle, or for an agent that the person may not use, is refused with a sentence', async () => {
    await expect(create({ goal: 'Round', steps: [step('a', ['b']), step('b', ['a'])] })).rejects.toThrow('wait for each other: a, b');
    await expect(create({ goal: 'Who', steps: [step('a', [], 'oracle')] })).rejects.toThrow('no such agent');
  });

  test('of another person is not there', async () => {
    const { id } = await create({ goal: 'Mine', steps: [step('a')] });
    for (const operation of ['get', 'run', 'pause', 'remove']) await expect(call(operation, { id }, admin)).rejects.toMatchObject({ error: { code: 'PLAN_NOT_FOUND' } });
    await call('remove', { id });
    await expect(call('get', { id })).rejects.toMatchObject({ error: { code: 'PLAN_NOT_FOUND' } });
  });

  test('runs what waits for nothing side by side, and hands results on', async () => {
    await install(SUMS);
    const { id } = await begun([step('a', [], 'sums'), step('b', [], 'sums'), step('c', ['a', 'b'], 'sums')]);
    const plan = await watched(id);
    expect(states(plan)).toEqual([['a', 'done', 1], ['b', 'done', 1], ['c', 'done', 1]]);
    const [a, b, c] = plan.steps.map(({ startedAt, endedAt }) => ({ from: startedAt ?? '', to: endedAt ?? '' }));
    expect([a, b].every((each) => (each?.to ?? '') <= (c?.from ?? ''))).toBe(true);
    expect(b && a && b.from <= a.to && a.from <= b.to).toBe(true);
  });

  test('fails where a step fails; that one is tried again with other words, without planning anew', async () => {
    const { id } = await begun([step('a', [], 'sums'), step('b', ['a'], 'passing'), step('c', ['b'], 'sums')]);
    await watched(id);
    await plant.call('agents.change', { name: 'passing', change: { enabled: false } }, admin);
    await call('retry', { id, step: 'b' });
    const failed = await watched(id);
    expect(failed.state).toBe('failed');
    expect(states(failed)).toMatchObject([['a', 'done', 1], ['b', 'failed', 2], ['c', 'waiting', 1]]);
    expect(failed.steps[1]?.error).toContain('no such agent');
    await plant.call('agents.change', { name: 'passing', change: { enabled: true } }, admin);
    await call('retry', { id, step: 'b', instruction: 'Add 2 and 2' });
    const done = await watched(id);
    expect(done.state).toBe('done');
    expect(states(done)).toEqual([['a', 'done', 1], ['b', 'done', 3], ['c', 'done', 2]]);
    expect(done.steps[1]?.instruction).toBe('Add 2 and 2');
  });

  test('is paused at once and goes on later', async () => {
    const { id } = await begun([step('a', [], 'sums'), step('b', ['a'], 'sums')]);
    const paused = await call('pause', { id, now: true });
    expect(paused.state).toBe('paused');
    expect(paused.steps.some(({ state }) => state === 'running')).toBe(false);
    await call('run', { id });
    expect(await watched(id)).toMatchObject({ state: 'done', done: 2 });
  });

  test('of a person under a legal hold is neither deleted nor done over', async () => {
    const { id } = await begun([step('a')]);
    await watched(id);
    await plant.call('privacy.hold', { id: ben.id, reason: 'An incident is being looked into.' }, admin);
    await expect(call('remove', { id })).rejects.toMatchObject({ error: { code: 'PERSON_HELD' } });
    await expect(call('retry', { id, step: 'a' })).rejects.toMatchObject({ error: { code: 'PERSON_HELD' } });
    await plant.call('privacy.release', { id: ben.id, reason: 'It is over now.' }, admin);
    await call('remove', { id });
  });

  test('stops at the next step where its person may not work here any more', async () => {
    const eve = await addPerson(plant, admin, 'Eve', 'user');
    const { id } = await create({ goal: 'Leaving', steps: [step('a', [], 'sums'), step('b', ['a'], 'sums')] }, eve.credential);
    await call('approve', { id, version: 1 }, eve.credential);
    await call('run', { id }, eve.credential);
    await plant.call('users.setRole', { id: eve.id, role: 'auditor' }, admin);
    const failures = async () => (await plant.call<{ records: { resourceId: string; outcome: string }[] }>('audit.list', { event: 'plan.step', limit: 100 }, admin)).records.filter(({ resourceId, outcome }) => resourceId === id && outcome === 'failed').length;
    await expect.poll(failures, { timeout: 30_000 }).toBe(1);
    await plant.call('users.setRole', { id: eve.id, role: 'user' }, admin);
    expect(await call('get', { id }, eve.credential)).toMatchObject({ state: 'failed', steps: [{}, { result: null }] });
  });

  test('is recorded, each step with its tools, and no word of it', async () => {
    const { records } = await plant.call<{ records: { outcome: string; toolsUsed: string[]; metadata: object }[] }>('audit.list', { event: 'plan.step', limit: 100 }, admin);
    expect(records.length).toBeGreaterThan(6);
    expect(JSON.stringify(records)).not.toContain('Add 2 and 2');
  });
});

test('a message with two intents goes to two agents, whose steps count on and whose findings make one answer', async () => {
  const { templates } = await plant.call<{ templates: AgentTemplate[] }>('agents.templates', {}, admin);
  for (const { definition } of templates) if (definition.name.endsWith('-lookup')) await plant.call('agents.apply', { ...definition, tools: ['calculator'] }, admin);
  await install(SUMS);
  const events = await collect(await plant.events<ChatEvent>('conversations.ask', { question: 'Where is order 90122 and how much does Alpine Dairy owe us?', mode: 'auto' }, ben.credential));
  const last = events.at(-1);
  expect(last?.type === 'answer' && last.message.agent).toMatchObject({
    title: 'Shipment look-up + Customer debt look-up',
    steps: [{ n: 1, tool: 'calculator', status: 'ok' }, { n: 2, tool: 'calculator', status: 'ok' }],
  });
  expect(last?.type === 'answer' && last.message.agent?.steps.map(({ agent }) => agent).toSorted()).toEqual(['debt-lookup', 'shipment-lookup']);
});
