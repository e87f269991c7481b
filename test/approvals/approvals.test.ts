import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Approval } from '#shared/contract/approvals.ts';
import type { AuditRecord } from '#shared/contract/audit.ts';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import type { Plan } from '#shared/contract/plans.ts';
import type { ToolResult } from '#shared/contract/tools.ts';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { ADMIN_PASSWORD, addPerson, collect, openTestCore, setUpPlant, type TestCore, verifyLog } from '#test/support/test-core.ts';
import { type MisbehavingSystem, startMisbehavingSystem } from '#test/tools/misbehaving-system.ts';

const proof = { password: ADMIN_PASSWORD };
const system = createSystemClock();
let minutesAhead = 0;
let erp: MisbehavingSystem;
let plant: TestCore;
let ada: Credential;
let ben: { id: string; credential: Credential };
let cai: { id: string; credential: Credential };
let uma: { id: string; credential: Credential };

beforeAll(async () => {
  erp = await startMisbehavingSystem();
  plant = await openTestCore(undefined, { outbound: [erp.origin], clock: { ...system, now: () => new Date(system.now().getTime() + minutesAhead * 60_000) } });
  ada = await setUpPlant(plant);
  ben = await addPerson(plant, ada, 'Ben', 'admin');
  cai = await addPerson(plant, ada, 'Cai', 'user');
  uma = await addPerson(plant, ada, 'Uma', 'user');
  const input = { type: 'object', properties: { article: { type: 'string' } }, required: ['article'] };
  await plant.call('tools.apply', { name: 'order', kind: 'http', description: 'Orders a part.', input, writes: true, config: { method: 'POST', url: `${erp.origin}/orders` }, limits: { perMinute: 600 } }, ada);
}, 60_000);
afterAll(async () => {
  await plant.close();
  await erp.close();
});
beforeEach(() => {
  minutesAhead = 0;
});

/** Wants a part ordered, as Ada; gives the id of the approval that it waits for. */
async function wanted(article: string): Promise<string> {
  const outcome = await plant.call<ToolResult>('tools.test', { name: 'order', arguments: { article } }, ada);
  if (outcome.status !== 'waiting') throw new Error(JSON.stringify(outcome));
  return outcome.approval;
}
const rule = (change: object) => plant.call('approvals.saveRule', change, ada);
const shown = (id: string, who = ada) => plant.call<Approval & { result: unknown }>('approvals.show', { id }, who);
const approve = (id: string, who: Credential) => plant.call<Approval>('approvals.approve', { id, ...proof }, who);
const ordered = (article: string) => erp.requests.filter(({ url, body }) => url === '/orders' && body.includes(`"${article}"`)).length;
async function ended(id: string): Promise<Approval & { result: unknown }> {
  for (;;) {
    const approval = await shown(id);
    if (!['approved', 'running'].includes(approval.state)) return approval;
    await sleep(20);
  }
}
/** Does to the database what only the owner of its files can do. */
async function asOwnerOfTheFiles(statement: string, ...values: unknown[]): Promise<void> {
  await plant.core.close();
  const database = await PGlite.create(join(plant.dataDirectory, 'pg'));
  await database.query(statement, values);
  await database.close();
  await plant.restart();
}
const code = (wantedCode: string) => ({ error: { code: wantedCode } });

test('a call that writes waits, is shown exactly as it would run, and runs once when somebody else agrees who shows that it is them', async () => {
  const id = await wanted('P-1');
  expect(ordered('P-1')).toBe(0);
  expect((await plant.call<{ approvals: Approval[] }>('approvals.list', {}, ben.credential)).approvals).toMatchObject([
    { id, tool: 'order', arguments: { article: 'P-1' }, writes: true, requester: { name: 'Ada' }, state: 'waiting', mayDecide: true, mine: false },
  ]);
  expect(await plant.call('approvals.count', {}, ben.credential)).toEqual({ waiting: 1 });
  await expect(plant.call('approvals.approve', { id }, ben.credential)).rejects.toMatchObject(code('PROOF_NEEDED'));
  await expect(plant.call('approvals.approve', { id, password: 'wrong horse 42' }, ben.credential)).rejects.toMatchObject(code('SIGN_IN_FAILED'));
  expect(ordered('P-1')).toBe(0);
  await approve(id, ben.credential);
  expect(await ended(id)).toMatchObject({ state: 'done', decisions: [{ by: { name: 'Ben' }, decision: 'approve' }], outcome: { sentence: null }, result: { taken: { article: 'P-1' } } });
  expect(ordered('P-1')).toBe(1);
  await expect(approve(id, ben.credential)).rejects.toMatchObject(code('APPROVAL_OVER'));
  expect(ordered('P-1')).toBe(1);
  expect((await shown(id, ben.credential)).result).toBeNull();
});

test('one reference leads through the record from what was wanted to what came of it, and the record is whole', async () => {
  const id = await wanted('P-2');
  await approve(id, ben.credential);
  const { correlationId } = await ended(id);
  const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { correlationId, limit: 50 }, ada);
  const steps = records.toReversed().map(({ event, outcome }) => `${event} ${outcome}`);
  expect(steps.filter((step) => step.startsWith('approval') || step.startsWith('tool.invocation'))).toEqual([
    'approval.requested ok', 'tool.invocation denied', 'approval.approved ok', 'tool.invocation intent', 'tool.invocation ok',
  ]);
  expect(JSON.stringify(records)).not.toContain('P-2');
  expect(await verifyLog(plant, ada)).toMatchObject({ ok: true });
});

test('a rejected call and one that was taken back never run', async () => {
  const rejected = await wanted('P-3');
  await plant.call('approvals.reject', { id: rejected, reason: 'We have enough of them.' }, ben.credential);
  expect(await shown(rejected)).toMatchObject({ state: 'rejected', decisions: [{ decision: 'reject', reason: 'We have enough of them.' }] });
  const withdrawn = await wanted('P-3');
  await expect(plant.call('approvals.withdraw', { id: withdrawn }, ben.credential)).rejects.toMatchObject(code('APPROVAL_NOT_FOUND'));
  await plant.call('approvals.withdraw', { id: withdrawn }, ada);
  for (const id of [rejected, withdrawn]) await expect(approve(id, ben.credential)).rejects.toMatchObject(code('APPROVAL_OVER'));
  expect(ordered('P-3')).toBe(0);
});

test('where two have to agree, who wants it is not one of them, nobody agrees twice, and only who is named is asked', async () => {
  await rule({ tool: 'order', needed: 2, approvers: [ben.id, cai.id] });
  const id = await wanted('P-4');
  await expect(approve(id, ada)).rejects.toMatchObject(code('APPROVAL_NOT_FOUND'));
  await expect(shown(id, uma.credential)).rejects.toMatchObject(code('APPROVAL_NOT_FOUND'));
  expect(await approve(id, cai.credential)).toMatchObject({ state: 'waiting', mayDecide: false });
  await expect(approve(id, cai.credential)).rejects.toMatchObject(code('APPROVAL_OVER'));
  expect(ordered('P-4')).toBe(0);
  await approve(id, ben.credential);
  expect(await ended(id)).toMatchObject({ state: 'done' });
  expect(ordered('P-4')).toBe(1);
  await plant.call('approvals.dropRule', { tool: 'order' }, ada);
});

test('rules name people of the plant only, and a key agrees to nothing', async () => {
  await expect(rule({ approvers: ['7f000000-0000-4000-8000-000000000001'] })).rejects.toMatchObject(code('USER_NOT_FOUND'));
  await expect(plant.call('apikeys.create', { userId: ben.id, name: 'robot', scopes: ['approvals:decide'], expiresAt: null }, ada)).rejects.toThrow();
});

test('what nobody decides is over in time, or others are asked once more', async () => {
  const late = await wanted('P-5');
  await rule({ onExpiry: 'escalate', minutes: 30, approvers: [cai.id], escalateTo: [ben.id] });
  const escalating = await wanted('P-6');
  await expect(approve(escalating, ben.credential)).rejects.toMatchObject(code('APPROVAL_NOT_FOUND'));
  minutesAhead = 61;
  await expect(approve(late, ben.credential)).rejects.toMatchObject(code('APPROVAL_OVER'));
  await plant.restart();
  expect(await shown(late)).toMatchObject({ state: 'expired' });
  expect(await shown(escalating)).toMatchObject({ state: 'waiting', escalatedAt: expect.any(String) as string });
  await expect(approve(escalating, cai.credential)).rejects.toMatchObject(code('APPROVAL_NOT_FOUND'));
  minutesAhead = 62;
  await approve(escalating, ben.credential);
  expect(await ended(escalating)).toMatchObject({ state: 'done' });
  expect([ordered('P-5'), ordered('P-6')]).toEqual([0, 1]);
  await rule({});
});

test('a row that was changed or written by hand runs nothing', async () => {
  const changed = await wanted('P-7');
  await asOwnerOfTheFiles(`UPDATE approvals SET arguments = '{"article": "P-8"}' WHERE id = $1`, changed);
  await approve(changed, ben.credential);
  expect(await ended(changed)).toMatchObject({ state: 'failed', outcome: { sentence: expect.stringContaining('Another call was approved') as string } });
  const forged = await wanted('P-9');
  await asOwnerOfTheFiles(`UPDATE approvals SET state = 'approved' WHERE id = $1`, forged);
  expect(await ended(forged)).toMatchObject({ state: 'failed', outcome: { sentence: expect.stringContaining('not made by Millwright') as string } });
  expect(['P-7', 'P-8', 'P-9'].map(ordered)).toEqual([0, 0, 0]);
});

test('what waits outlives a restart, and what was running when the program ended is not run again', async () => {
  const waiting = await wanted('P-10');
  const cut = await wanted('P-11');
  await asOwnerOfTheFiles(`UPDATE approvals SET state = 'running' WHERE id = $1`, cut);
  expect(await shown(cut)).toMatchObject({ state: 'failed', outcome: { sentence: expect.stringContaining('not known') as string } });
  await approve(waiting, ben.credential);
  expect(await ended(waiting)).toMatchObject({ state: 'done' });
  expect([ordered('P-10'), ordered('P-11')]).toEqual([1, 0]);
});

test('a call runs with the rights its person has by then: not after the tool was changed or switched off, nor when they are gone', async () => {
  const asBen = await plant.call<ToolResult>('tools.test', { name: 'order', arguments: { article: 'P-12' } }, ben.credential);
  if (asBen.status !== 'waiting') throw new Error(asBen.status);
  await plant.call('users.setRole', { id: ben.id, role: 'viewer' }, ada);
  await approve(asBen.approval, ada);
  for (;;) {
    const approval = await shown(asBen.approval);
    if (approval.state === 'failed') break;
    expect(['approved', 'running']).toContain(approval.state);
    await sleep(20);
  }
  expect(ordered('P-12')).toBe(0);
});

describe('a call that is compared with how what it changes stands', () => {
  const text = { type: 'string' };
  const writer = (name: string, current: object | null) => ({
    name, kind: 'http', description: 'Sets a pump.', writes: true, limits: { perMinute: 600 }, current, config: { method: 'POST', url: `${erp.origin}/kept` },
    input: { type: 'object', properties: { tag: text, bar: { type: 'number' }, note: text, mode: text }, required: ['tag'] },
  });
  const reader = (name: string, path: string, more: object = {}) => ({
    name, kind: 'http', description: 'How a pump is set.', input: { type: 'object', properties: { tag: text }, required: ['tag'] }, limits: { perMinute: 600, seconds: 0.5 }, config: { url: `${erp.origin}/${path}` }, ...more,
  });
  const apply = (definition: object, who = ada) => plant.call('tools.apply', definition, who);
  const by = (tool: string, more: object = {}) => ({ tool, arguments: { tag: { from: 'tag' } }, ...more });
  async function set(given: object, tool = 'set_pump', who = ada): Promise<string> {
    const outcome = await plant.call<ToolResult>('tools.test', { name: tool, arguments: given }, who);
    if (outcome.status !== 'waiting') throw new Error(JSON.stringify(outcome));
    return outcome.approval;
  }
  const compared = async (id: string, who = gus.credential) => {
    const { comparison } = await plant.call<Approval>('approvals.compare', { id }, who);
    if (comparison === null) throw new Error('nothing is compared');
    return comparison;
  };
  const agree = (id: string, seen: string | undefined, who = gus.credential) => plant.call<Approval>('approvals.approve', { id, ...proof, ...(seen === undefined ? {} : { seen }) }, who);
  const changes = (tag: string) => erp.requests.filter(({ method, url, body }) => method === 'POST' && url === '/kept' && body.includes(`"${tag}"`)).length;

  let gus: { id: string; credential: Credential };
  beforeAll(async () => {
    gus = await addPerson(plant, ada, 'Gus', 'admin');
    await apply(reader('get_pump', 'kept/{tag}'));
    await apply(writer('set_pump', by('get_pump')));
  });

  test('shows old and new of each field, looked up as who wants it, and runs once it was agreed to as it was seen', async () => {
    erp.kept.set('K-1', { tag: 'K-1', bar: 6.5, note: 'old', owner: 'nobody sees this' });
    const id = await set({ tag: 'K-1', bar: 7, note: 'old', mode: 'auto' });
    const { comparison } = await shown(id, gus.credential);
    const field = (name: string, change: string, now: unknown, wanted: unknown) => ({ name, change, now, wanted, moved: false });
    expect(comparison).toMatchObject({ tool: 'get_pump', problem: null, moved: false, fields: [field('bar', 'changed', 6.5, 7), field('note', 'same', 'old', 'old'), field('mode', 'new', null, 'auto')] });
    expect(JSON.stringify(await shown(id))).not.toContain('nobody sees this');
    expect((await plant.call<{ approvals: Approval[] }>('approvals.list', {}, gus.credential)).approvals.find((each) => each.id === id)?.comparison).toEqual(comparison);
    await expect(agree(id, undefined)).rejects.toMatchObject(code('APPROVAL_STALE'));
    await agree(id, comparison?.seen);
    expect(await ended(id)).toMatchObject({ state: 'done' });
    expect(erp.kept.get('K-1')).toMatchObject({ bar: 7, mode: 'auto' });
    const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { correlationId: (await shown(id)).correlationId, limit: 50 }, ada);
    expect(records.filter(({ toolsUsed, outcome }) => toolsUsed.includes('get_pump') && outcome === 'ok').map(({ userId }) => userId)).toEqual(Array(3).fill((await shown(id)).requester.id));
  });

  test('is not run on the word of somebody who saw it as it stood before, and says what is different', async () => {
    erp.kept.set('K-2', { bar: 6.5 });
    const id = await set({ tag: 'K-2', bar: 7 });
    const first = await compared(id);
    expect(first).toMatchObject({ moved: false });
    erp.kept.set('K-2', { bar: 9.9 });
    await expect(agree(id, first.seen)).rejects.toMatchObject({ error: { code: 'APPROVAL_STALE', message: expect.stringContaining('otherwise than you have seen') as string } });
    const { comparison: fresh } = await shown(id, gus.credential);
    expect(fresh).toMatchObject({ moved: true, fields: [{ name: 'bar', now: 9.9, wanted: 7, change: 'changed', moved: true }] });
    expect(changes('K-2')).toBe(0);
    await agree(id, fresh?.seen);
    await ended(id);
    expect(changes('K-2')).toBe(1);
  });

  test('where two have to agree, who agreed to it as it stood before has to look again', async () => {
    await rule({ tool: 'set_pump', needed: 2, approvers: [gus.id, cai.id] });
    erp.kept.set('K-3', { bar: 1 });
    const id = await set({ tag: 'K-3', bar: 7 });
    expect(await agree(id, (await compared(id)).seen)).toMatchObject({ state: 'waiting', mayDecide: false });
    erp.kept.set('K-3', { bar: 2 });
    const seen = (await compared(id, cai.credential)).seen;
    expect(await agree(id, seen, cai.credential)).toMatchObject({ state: 'waiting', decisions: [{ by: { name: 'Cai' } }] });
    expect(await agree(id, seen)).toMatchObject({ decisions: [{ by: { name: 'Cai' } }, { by: { name: 'Gus' } }] });
    expect(await ended(id)).toMatchObject({ state: 'done' });
    expect(changes('K-3')).toBe(1);
    await plant.call('approvals.dropRule', { tool: 'set_pump' }, ada);
  });

  test.each([
    ['is slow', 'slow', {}, 'no result within 0.5 seconds'],
    ['fails', 'down', {}, '503'],
    ['gives no JSON', 'lying', {}, 'no JSON'],
    ['gives something else than it promises', 'other-shape', { output: { type: 'object', properties: { count: { type: 'number' } } } }, 'something else than it promises'],
    ['gives something that says nothing of it', 'other-shape', {}, 'nothing of this call'],
    ['changes something by now', 'kept/{tag}', { writes: true }, 'have to approve this call first'],
  ])('says so where the tool that looks it up %s, and can be decided all the same', async (_, path, more, sentence) => {
    await apply(reader('get_odd', path === 'kept/{tag}' ? path : `${path}/{tag}`));
    await apply(writer('set_odd', by('get_odd')));
    await apply(reader('get_odd', path === 'kept/{tag}' ? path : `${path}/{tag}`, more));
    const id = await set({ tag: 'K-4', bar: 7 }, 'set_odd');
    const before = changes('K-4');
    const { problem, seen, fields } = await compared(id);
    expect([problem, fields]).toEqual([expect.stringContaining(sentence), []]);
    await agree(id, seen);
    expect(await ended(id)).toMatchObject({ state: 'done' });
    expect(changes('K-4')).toBe(before + 1);
  }, 30_000);

  test('is looked up with the rights that who wants it has by then', async () => {
    const eve = await addPerson(plant, ada, 'Eve', 'admin');
    await apply(reader('get_admin', 'kept/{tag}', { minimumRole: 'admin' }));
    await apply(writer('set_admin', by('get_admin')));
    erp.kept.set('K-6', { bar: 6.5 });
    const id = await set({ tag: 'K-6', bar: 7 }, 'set_admin', eve.credential);
    expect(await compared(id)).toMatchObject({ problem: null, fields: [{ now: 6.5 }] });
    await plant.call('users.setRole', { id: eve.id, role: 'user' }, ada);
    expect(await compared(id)).toMatchObject({ problem: expect.stringContaining('no such tool for you') as string, fields: [] });
    await plant.call('users.setActive', { id: eve.id, active: false }, ada);
    expect(await compared(id)).toMatchObject({ problem: expect.stringContaining('may not use Millwright any more') as string });
  });

  test('is compared only for who may see that', async () => {
    const val = await addPerson(plant, ada, 'Val', 'viewer');
    await apply(reader('get_secret', 'kept/{tag}', { label: 'restricted' }));
    await apply(writer('set_secret', by('get_secret')));
    await rule({ tool: 'set_secret', approvers: [val.id] });
    erp.kept.set('K-5', { bar: 41.5 });
    const id = await set({ tag: 'K-5', bar: 7 }, 'set_secret');
    const { comparison } = await shown(id, val.credential);
    expect(comparison).toMatchObject({ problem: expect.stringContaining('more sensitive than you may see') as string, fields: [] });
    expect(JSON.stringify(comparison)).not.toContain('41.5');
    expect((await shown(id)).comparison?.fields).toMatchObject([{ now: 41.5 }]);
    await agree(id, comparison?.seen, val.credential);
    expect(await ended(id)).toMatchObject({ state: 'done' });
    await plant.call('approvals.dropRule', { tool: 'set_secret' }, ada);
  });

  test('is set up only with a tool of the same plant that reads, and takes what it is asked with', async () => {
    const refused = (current: object, sentence: string, who = ada) => expect(apply(writer('set_new', current), who)).rejects.toMatchObject({ error: { code: 'TOOL_REFUSED', message: expect.stringContaining(sentence) as string } });
    await refused(by('set_pump'), 'changes something');
    await refused(by('set_new'), 'no tool called');
    await refused({ tool: 'get_pump', arguments: {} }, 'needs "tag"');
    await refused(by('get_pump', { arguments: { tag: { from: 'bar' } } }), 'of another kind');
    await refused(by('get_pump', { arguments: { tag: { from: 'nothing' } } }), 'no argument "nothing"');
    await refused(by('get_pump', { arguments: { tag: { value: 7 } } }), 'does not fit');
    await refused(by('get_pump', { arguments: { tag: { from: 'tag' }, plant: { value: 'x' } } }), 'takes no "plant"');
    await refused(by('get_pump', { fields: { bar: 'bar' } }), 'no JSON path');
    await refused(by('get_pump', { fields: { nothing: '$.bar' } }), 'no argument "nothing"');
    await expect(apply({ ...reader('get_two', 'kept/{tag}'), current: by('get_pump') })).rejects.toMatchObject(code('INVALID_INPUT'));
    await plant.call('tenants.add', { name: 'Beside', admin: 'Bea', password: ADMIN_PASSWORD }, { kind: 'owner', tenant: null, platform: true });
    const bea = await plant.call<{ token: string }>('auth.signIn', { tenant: 'Beside', name: 'Bea', password: ADMIN_PASSWORD });
    await refused(by('get_pump'), 'no tool called', { kind: 'session', token: bea.token });
  });
});

describe('an answer that waits for an approval', () => {
  let models: string;
  beforeAll(async () => {
    models = await mkdtemp(join(tmpdir(), 'millwright-approvals-'));
    const path = join(models, 'orders.gguf');
    makeScriptedGguf(path, { answer: ['The part', ' is', ' on order', ' now', '.'], otherwise: [JSON.stringify({ tool: 'order', input: { article: 'C-1' } })] });
    await collect(await plant.events('models.import', { filename: 'orders.gguf', content: { stream: createReadStream(path) } }, ada));
    await plant.call('agents.apply', { name: 'buyer', title: 'Buyer', description: 'Orders parts.', prompt: 'Order it.', tools: ['order'], roles: ['admin', 'user'] }, ada);
  }, 60_000);
  afterAll(() => rm(models, { recursive: true, force: true }));

  type Read = { messages: Message[] };
  const read = async (id: string, who: Credential) => (await plant.call<Read>('conversations.get', { id }, who)).messages;
  /** Asks the agent for a part; gives the conversation and the approval that its answer waits for. */
  async function asked(who: Credential, agent = 'buyer'): Promise<{ id: string; approval: string }> {
    const { id } = await plant.call<{ id: string }>('conversations.create', {}, who);
    const last = (await collect(await plant.events<ChatEvent>('conversations.chat', { id, message: 'Order part C-1.', agent }, who))).at(-1);
    const step = last?.type === 'answer' ? last.message.agent?.steps.at(-1) : undefined;
    if (step?.status !== 'waiting' || step.approval === null) throw new Error(JSON.stringify(last));
    return { id, approval: step.approval };
  }
  const goneOn = async (id: string, who: Credential): Promise<Message> => {
    await collect(await plant.events('conversations.follow', { id }, who));
    const message = (await read(id, who)).at(-1);
    if (!message?.agent?.continues) throw new Error(JSON.stringify(message));
    return message;
  };

  test('goes on by itself once the call has run: shown live, kept once, and one chain in the record', async () => {
    const before = ordered('C-1');
    const { id, approval } = await asked(cai.credential);
    expect((await read(id, cai.credential)).at(-1)).toMatchObject({ content: expect.stringContaining('waits until it is approved: order') as string, model: null });
    const live = collect(await plant.events<ChatEvent>('conversations.follow', { id }, cai.credential));
    await approve(approval, ada);
    const events = await live;
    expect(events.flatMap((event) => (event.type === 'action' ? [event.step.status] : []))).toEqual(['ok']);
    expect(events.flatMap((event) => (event.type === 'token' ? [event.text] : [])).join('')).toContain('on order');
    const steps = [{ tool: 'order', status: 'ok', approval, note: expect.stringContaining('C-1') as string }];
    expect(events.at(-1)).toMatchObject({ type: 'answer', message: { content: 'The part is on order now.', agent: { name: 'buyer', continues: approval, steps } } });
    expect(ordered('C-1')).toBe(before + 1);
    await plant.restart();
    const messages = await read(id, cai.credential);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'assistant']);
    expect(messages[2]).toMatchObject({ content: 'The part is on order now.', agent: { continues: approval } });

    const { correlationId } = await shown(approval, cai.credential);
    const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { correlationId, limit: 50 }, ada);
    const chain = records.toReversed().map(({ event, outcome }) => `${event} ${outcome}`);
    const wanted = ['chat.request intent', 'approval.requested ok', 'tool.invocation denied', 'chat.response ok', 'approval.approved ok', 'tool.invocation intent', 'tool.invocation ok', 'agent.continued intent', 'agent.continued ok'];
    expect(chain.filter((each) => wanted.includes(each))).toEqual(wanted);
    expect(JSON.stringify(records)).not.toContain('C-1');
    expect(await verifyLog(plant, ada)).toMatchObject({ ok: true });
  });

  describe('of an agent that a sub-task was handed to', () => {
    beforeAll(async () => {
      const path = join(models, 'chief.gguf');
      makeScriptedGguf(path, { name: 'Chief', answer: ['All', ' is', ' arranged', '.'], otherwise: [JSON.stringify({ tool: 'hand_over', input: { agent: 'buyer', task: 'Order part C-1.' } })] });
      await collect(await plant.events('models.import', { filename: 'chief.gguf', content: { stream: createReadStream(path) } }, ada));
      await plant.call('agents.apply', { name: 'chief', title: 'Chief', description: 'Has things done.', prompt: 'Have it done.', model: 'Chief', agents: ['buyer'], roles: ['admin', 'user'] }, ada);
    }, 60_000);
    const steps = (status: string) => [{ agent: 'buyer', tool: 'order', status }, { agent: 'chief', tool: 'hand_over', status: 'ok' }];

    test('goes on with that agent first and then with the one that handed it over, once, also after a restart', async () => {
      const before = ordered('C-1');
      const { id, approval } = await asked(cai.credential, 'chief');
      await asOwnerOfTheFiles(`UPDATE approvals SET state = 'done', result = '{"taken": {"article": "C-1"}}', result_label = 'internal' WHERE id = $1`, approval);
      expect(await goneOn(id, cai.credential)).toMatchObject({ content: 'All is arranged.', agent: { name: 'chief', continues: approval, steps: steps('ok') } });
      expect([(await read(id, cai.credential)).length, ordered('C-1')]).toEqual([3, before]);
      const live = await asked(cai.credential, 'chief');
      await approve(live.approval, ada);
      expect(await goneOn(live.id, cai.credential)).toMatchObject({ agent: { steps: steps('ok') } });
      expect(ordered('C-1')).toBe(before + 1);
    });

    test('gives what came of the call to the one that handed it over, where its person may not use that agent any more', async () => {
      const { id, approval } = await asked(cai.credential, 'chief');
      await plant.call('agents.change', { name: 'buyer', change: { roles: ['admin'] } }, ada);
      await plant.call('approvals.reject', { id: approval, reason: 'Not now.' }, ada);
      expect(await goneOn(id, cai.credential)).toMatchObject({ content: 'All is arranged.', agent: { steps: [{ agent: 'buyer', status: 'refused', note: expect.stringContaining('Not now.') as string }, { agent: 'chief', tool: 'hand_over', status: 'refused' }] } });
      await plant.call('agents.change', { name: 'buyer', change: { roles: ['admin', 'user'] } }, ada);
    });
  });

  test('is told why, where the call is rejected or nobody decides, and does not ask for it again', async () => {
    const [first, second] = [await asked(cai.credential), await asked(cai.credential)];
    await plant.call('approvals.reject', { id: first.approval, reason: 'There are ten in the store.' }, ada);
    const rejected = await goneOn(first.id, cai.credential);
    expect(rejected).toMatchObject({ content: 'The part is on order now.', agent: { steps: [{ status: 'refused', note: expect.stringContaining('Ada rejected this, so it was not done: There are ten in the store.') as string }] } });
    // The program ends while nobody has decided; at the next start it is too late to.
    await plant.core.close();
    minutesAhead = 61;
    await plant.restart();
    expect(await goneOn(second.id, cai.credential)).toMatchObject({ agent: { steps: [{ status: 'refused', note: expect.stringContaining('Nobody decided') as string }] } });
    minutesAhead = 0;
  });

  test('goes on after a restart that came between the end of the call and the answer', async () => {
    const { id, approval } = await asked(cai.credential);
    await asOwnerOfTheFiles(`UPDATE approvals SET state = 'done', result = '{"taken": {"article": "C-1"}}', result_label = 'internal' WHERE id = $1`, approval);
    expect(await goneOn(id, cai.credential)).toMatchObject({ content: 'The part is on order now.', agent: { continues: approval } });
    expect((await read(id, cai.credential)).length).toBe(3);
  });

  test('stops with a sentence where its person may not use the agent any more', async () => {
    const dan = await addPerson(plant, ada, 'Dan', 'user');
    const { id, approval } = await asked(dan.credential);
    await plant.call('agents.change', { name: 'buyer', change: { roles: ['admin'] } }, ada);
    await approve(approval, ada);
    expect(await goneOn(id, dan.credential)).toMatchObject({ mode: null, content: expect.stringContaining('You may not use "Buyer" any more') as string });
    await plant.call('agents.change', { name: 'buyer', change: { roles: ['admin', 'user'] } }, ada);
  });

  test('is given up where its question was asked anew meanwhile', async () => {
    const { id, approval } = await asked(cai.credential);
    const [question] = await read(id, cai.credential);
    await collect(await plant.events('conversations.chat', { id, message: 'Never mind.', replaces: question?.id, mode: 'rag' }, cai.credential));
    await plant.call('approvals.withdraw', { id: approval }, cai.credential);
    await collect(await plant.events('conversations.follow', { id }, cai.credential));
    expect((await read(id, cai.credential)).map(({ agent }) => agent)).toEqual([null, null]);
  });

  test('in a plan: the step is done or fails by the decision, and the plan goes on by itself', async () => {
    const step = (key: string, agent: string | null, after: string[] = []) => ({ key, title: key, instruction: 'Order part C-1.', agent, expected: '', after });
    const begun = async (): Promise<{ id: string; approval: string }> => {
      const [made] = await collect(await plant.events<{ plan: Plan }>('plans.create', { goal: 'Order', steps: [step('a', 'buyer'), step('b', null, ['a']), step('c', null)] }, cai.credential));
      const { id } = made?.plan ?? { id: '' };
      await plant.call('plans.approve', { id, version: 1 }, cai.credential);
      await plant.call('plans.run', { id }, cai.credential);
      for await (const { plan } of await plant.events<{ plan: Plan }>('plans.watch', { id }, cai.credential)) {
        expect(plan.state).toBe('running');
        if (plan.steps.map(({ state }) => state).join() !== 'approval,waiting,done') continue;
        const { approvals } = await plant.call<{ approvals: Approval[] }>('approvals.list', {}, cai.credential);
        const waiting = approvals.find(({ state, agent }) => state === 'waiting' && agent === 'buyer')?.id;
        expect(plan.steps.map(({ waitsFor }) => waitsFor)).toEqual([{ approval: waiting, tool: 'order', arguments: { article: 'C-1' }, asked: [], needed: 1, expiresAt: expect.any(String) as string }, null, null]);
        return { id, approval: waiting ?? '' };
      }
      throw new Error('the plan ended before it waited');
    };
    const over = async (id: string) => (await collect(await plant.events<{ plan: Plan }>('plans.watch', { id }, cai.credential))).at(-1)?.plan;

    const first = await begun();
    await plant.restart();
    await approve(first.approval, ada);
    const done = await over(first.id);
    expect(done).toMatchObject({ state: 'done', steps: [{ key: 'a', state: 'done', attempts: 1, result: { content: 'The part is on order now.' } }, { state: 'done' }, { state: 'done' }] });

    const second = await begun();
    await plant.call('approvals.reject', { id: second.approval, reason: 'Not this year.' }, ada);
    expect(await over(second.id)).toMatchObject({ state: 'failed', steps: [{ state: 'failed', error: expect.stringContaining('Not this year.') as string }, { state: 'waiting' }, { state: 'done' }] });
  });
});

test('one person cannot have more calls waiting than somebody would read', async () => {
  for (let n = 0; n < 20; n += 1) await wanted(`many ${n}`).catch(() => undefined);
  expect(await plant.call<ToolResult>('tools.test', { name: 'order', arguments: { article: 'one more' } }, ada)).toMatchObject({ status: 'failed', sentence: expect.stringContaining('wait for approval already') as string });
});
