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
import type { EventOf } from '#shared/contract/define-operations.ts';
import type { Plan } from '#shared/contract/plans.ts';
import type { system as systemOperations } from '#shared/contract/system.ts';
import type { ToolResult } from '#shared/contract/tools.ts';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { ADMIN_PASSWORD, addPerson, collect, openTestCore, session, setUpPlant, type TestCore, verifyLog } from '#test/support/test-core.ts';
import { type MisbehavingSystem, startMisbehavingSystem } from '#test/tools/misbehaving-system.ts';

type Going = EventOf<typeof systemOperations.watch>;

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
});
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

test('who decides is told of a call at once and of what becomes of it, who wants it too, and nobody else', async () => {
  const told: Record<'ben' | 'ada' | 'uma', number[]> = { ben: [], ada: [], uma: [] };
  const over = new AbortController();
  const listen = async (name: keyof typeof told, who: Credential): Promise<void> => {
    for await (const event of await plant.events<Going>('system.watch', {}, who, over.signal)) if (event.type === 'approvals') told[name].push(event.waiting);
  };
  const listening = Promise.allSettled([listen('ben', ben.credential), listen('ada', ada), listen('uma', uma.credential)]);
  await expect.poll(() => told).toEqual({ ben: [0], ada: [0], uma: [0] });
  const id = await wanted('P-9');
  await expect.poll(() => [told.ben, told.ada]).toEqual([[0, 1], [0, 1]]);
  await plant.call('approvals.reject', { id, reason: 'Not needed any more.' }, ben.credential);
  await expect.poll(() => [told.ben, told.ada]).toEqual([[0, 1, 0], [0, 1, 0]]);

  await rule({ tool: 'order', approvers: [uma.id] });
  const hers = await wanted('P-9');
  await expect.poll(() => [told.uma, told.ada]).toEqual([[0, 1], [0, 1, 0, 0]]);
  await plant.call('approvals.withdraw', { id: hers }, ada);
  await expect.poll(() => told).toEqual({ ben: [0, 1, 0], ada: [0, 1, 0, 0, 0], uma: [0, 1, 0] });
  await plant.call('approvals.dropRule', { tool: 'order' }, ada);
  over.abort();
  await listening;
});

test('a call that the other system refuses says why in its words, to who wanted it and who agreed', async () => {
  await plant.call('tools.apply', { name: 'order_late', kind: 'http', description: 'Orders a part.', input: { type: 'object', properties: {} }, writes: true, config: { method: 'POST', url: `${erp.origin}/refused` } }, ada);
  const outcome = await plant.call<ToolResult>('tools.test', { name: 'order_late' }, ada);
  if (outcome.status !== 'waiting') throw new Error(JSON.stringify(outcome));
  await approve(outcome.approval, ben.credential);
  const refused = { state: 'failed', outcome: { sentence: 'The other system answered with status 422.', said: expect.stringContaining('write it as P-0009') as string }, result: null };
  expect(await ended(outcome.approval)).toMatchObject(refused);
  expect(await shown(outcome.approval, ben.credential)).toMatchObject(refused);
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
  const other = await wanted('P-13');
  await approve(other, cai.credential);
  await plant.call('users.setActive', { id: cai.id, active: false }, ada);
  // Nobody is left of those who agreed: another one has to.
  expect(await approve(other, ben.credential)).toMatchObject({ state: 'waiting', decisions: [{ by: { name: 'Ben' } }] });
  await plant.call('users.setActive', { id: cai.id, active: true }, ada);
  cai.credential = session((await plant.call<{ token: string }>('auth.signIn', { name: 'Cai', password: ADMIN_PASSWORD, tenant: 'Mill One' })).token);
  await approve(other, cai.credential);
  expect(await ended(other)).toMatchObject({ state: 'done' });
  expect(ordered('P-13')).toBe(1);
  await plant.call('approvals.dropRule', { tool: 'order' }, ada);
});

test('an approval is used up by its one call, also where the tool needs none any more by then', async () => {
  const look = { name: 'look', kind: 'http', description: 'Looks.', input: { type: 'object', properties: { at: { type: 'string' } } }, config: { url: `${erp.origin}/stock/{at}` } };
  await plant.call('tools.apply', { ...look, approval: 'always' }, ada);
  const outcome = await plant.call<ToolResult>('tools.test', { name: 'look', arguments: { at: 'U-1' } }, ada);
  const id = outcome.status === 'waiting' ? outcome.approval : '';
  await plant.call('tools.apply', { ...look, approval: 'standard' }, ada);
  await approve(id, ben.credential);
  expect(await ended(id)).toMatchObject({ state: 'failed', outcome: { sentence: expect.stringContaining('the tool was changed') as string } });
  await plant.restart();
  expect(erp.requests.filter(({ url }) => url.endsWith('U-1'))).toEqual([]);
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
  expect(await shown(cut)).toMatchObject({ state: 'unknown', outcome: { sentence: expect.stringContaining('not known') as string } });
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

describe('an answer that waits for an approval', () => {
  let models: string;
  beforeAll(async () => {
    models = await mkdtemp(join(tmpdir(), 'millwright-approvals-'));
    const path = join(models, 'orders.gguf');
    makeScriptedGguf(path, { name: 'Orders', answer: ['The part', ' is', ' on order', ' now', '.'], otherwise: [JSON.stringify({ tool: 'order', input: { article: 'C-1' } })] });
    await collect(await plant.events('models.import', { filename: 'orders.gguf', content: { stream: createReadStream(path) } }, ada));
    await plant.call('agents.apply', { name: 'buyer', title: 'Buyer', description: 'Orders parts.', prompt: 'Order it.', model: 'Orders', tools: ['order'], roles: ['admin', 'user'] }, ada);
  });
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
    const steps = [{ tool: 'order', status: 'ok', approval, ms: expect.toSatisfy(Number.isInteger) as number, note: expect.stringContaining('C-1') as string }];
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
    });
    const steps = [{ agent: 'chief', tool: 'hand_over', status: 'ok' }, { agent: 'buyer', tool: 'order', status: 'ok' }];

    test('goes on with that agent first and then with the one that handed it over, once, also after a restart', async () => {
      const before = ordered('C-1');
      const { id, approval } = await asked(cai.credential, 'chief');
      await asOwnerOfTheFiles(`UPDATE approvals SET state = 'done', result = '{"taken": {"article": "C-1"}}', result_label = 'internal' WHERE id = $1`, approval);
      expect(await goneOn(id, cai.credential)).toMatchObject({ content: 'All is arranged.', agent: { name: 'chief', continues: approval, steps } });
      expect([(await read(id, cai.credential)).length, ordered('C-1')]).toEqual([3, before]);
      const live = await asked(cai.credential, 'chief');
      await approve(live.approval, ada);
      expect(await goneOn(live.id, cai.credential)).toMatchObject({ agent: { steps } });
      expect(ordered('C-1')).toBe(before + 1);
    });

    test('gives what came of the call to the one that handed it over, where its person may not use that agent any more', async () => {
      const { id, approval } = await asked(cai.credential, 'chief');
      await plant.call('agents.change', { name: 'buyer', change: { roles: ['admin'] } }, ada);
      await plant.call('approvals.reject', { id: approval, reason: 'Not now.' }, ada);
      expect(await goneOn(id, cai.credential)).toMatchObject({ content: 'All is arranged.', agent: { steps: [{ agent: 'chief', tool: 'hand_over', status: 'refused' }, { agent: 'buyer', status: 'refused', note: expect.stringContaining('Not now.') as string }] } });
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

  test('is stopped by its person while it goes on: what was written stays, and it does not go on again', async () => {
    const path = join(models, 'wordy.gguf');
    makeScriptedGguf(path, { name: 'Wordy', answer: longScript(200), otherwise: [JSON.stringify({ tool: 'order', input: { article: 'C-9' } })], layers: 4 });
    await collect(await plant.events('models.import', { filename: 'wordy.gguf', content: { stream: createReadStream(path) } }, ada));
    await plant.call('agents.apply', { name: 'wordy', title: 'Wordy', description: 'Orders parts at length.', prompt: 'Order it.', model: 'Wordy', tools: ['order'], roles: ['admin', 'user'] }, ada);
    const { id, approval } = await asked(cai.credential, 'wordy');
    const stop = (who: Credential) => plant.call<{ stopped: boolean }>('conversations.stop', { id }, who);
    expect(await stop(cai.credential)).toEqual({ stopped: false });
    await expect(stop(uma.credential)).rejects.toMatchObject(code('CONVERSATION_NOT_FOUND'));
    const live = await plant.events<ChatEvent>('conversations.follow', { id }, cai.credential);
    await approve(approval, ada);
    let last: ChatEvent | null = null;
    let words = 0;
    for await (const event of live) {
      last = event;
      if (event.type === 'token' && (words += 1) === 3) expect(await stop(cai.credential)).toEqual({ stopped: true });
    }
    const interrupted = 'Stopped before the end.';
    expect(last).toMatchObject({ type: 'answer', message: { interrupted, agent: { continues: approval } } });
    await plant.restart();
    await collect(await plant.events('conversations.follow', { id }, cai.credential));
    const messages = await read(id, cai.credential);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'assistant']);
    expect(messages[2]).toMatchObject({ interrupted, content: expect.stringMatching(/\S/) as string });
    const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { correlationId: (await shown(approval, cai.credential)).correlationId, limit: 50 }, ada);
    expect(records.filter(({ event }) => event === 'agent.continued').map(({ outcome }) => outcome)).toEqual(['cancelled', 'intent']);
  });

  test('in a plan that is stopped: the step stays so over a restart, and goes on with the plan, without another call', async () => {
    const step = { key: 'a', title: 'a', instruction: 'Order part C-9.', agent: 'wordy', expected: '', after: [] };
    const [made] = await collect(await plant.events<{ plan: Plan }>('plans.create', { goal: 'Order', steps: [step] }, cai.credential));
    const { id } = made?.plan ?? { id: '' };
    const until = async (state: string): Promise<Plan> => {
      for await (const { plan } of await plant.events<{ plan: Plan }>('plans.watch', { id }, cai.credential)) if (plan.steps[0]?.state === state) return plan;
      throw new Error(`the plan ended before its step was "${state}"`);
    };
    await plant.call('plans.approve', { id, version: 1 }, cai.credential);
    await plant.call('plans.run', { id }, cai.credential);
    const waiting = (await until('approval')).steps[0]?.waitsFor?.approval ?? '';
    const before = ordered('C-9');
    await approve(waiting, ada);
    await until('running');
    expect(await plant.call<Plan>('plans.pause', { id, now: true }, cai.credential)).toMatchObject({ state: 'paused', steps: [{ state: 'waiting', result: null }] });
    await plant.restart();
    expect(await plant.call<Plan>('plans.get', { id }, cai.credential)).toMatchObject({ state: 'paused', steps: [{ state: 'waiting' }] });
    await plant.call('plans.run', { id }, cai.credential);
    expect((await collect(await plant.events<{ plan: Plan }>('plans.watch', { id }, cai.credential))).at(-1)?.plan).toMatchObject({ state: 'done', steps: [{ result: { agent: { continues: waiting } } }] });
    expect(ordered('C-9')).toBe(before + 1);
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
