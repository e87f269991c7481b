import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Approval } from '#shared/contract/approvals.ts';
import type { AuditRecord } from '#shared/contract/audit.ts';
import type { Delivery } from '#shared/contract/notices.ts';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { type MailServer, startMailServer } from '#test/support/mail-server.ts';
import { openTestCore, type TestCore, verifyLog } from '#test/support/test-core.ts';
import { startWebhookReceiver, type WebhookReceiver } from '#test/support/webhook-receiver.ts';
import { type MisbehavingSystem, startMisbehavingSystem } from '#test/tools/misbehaving-system.ts';

const CHILD = join(import.meta.dirname, 'approve-until-killed.ts');
const SECRET = 'a secret of the webhook 51aa';
const COMPARED = ['K-same', 'K-moved', 'K-approver', 'K-requester', 'K-tool', 'K-late'];
const LATER_MINUTES = 5;
const as = (name: string): Credential => ({ kind: 'owner', tenant: null, as: name });
const system = createSystemClock();

let folder: string;
let erp: MisbehavingSystem;
let receiver: WebhookReceiver;
let mail: MailServer;
let plant: TestCore;

const lookedUp = (tag: string) => erp.requests.filter(({ method, url }) => method === 'GET' && url === `/kept/${tag}`).length;
const posted = (tag: string) => erp.requests.filter(({ method, body }) => method === 'POST' && body.includes(`"${tag}"`)).length;
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}
async function all(): Promise<Approval[]> {
  return (await plant.call<{ approvals: Approval[] }>('approvals.list', { which: 'all' }, as('Ben'))).approvals;
}
async function call(tag: string): Promise<Approval> {
  for (;;) {
    const found = (await all()).find(({ arguments: given }) => given['tag'] === tag);
    if (found === undefined) throw new Error(`there is no call for ${tag}`);
    if (!['approved', 'running'].includes(found.state)) return found;
    await sleep(20);
  }
}
async function chain({ correlationId }: Approval): Promise<string[]> {
  const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { correlationId, limit: 50 }, as('Ben'));
  return records.toReversed().filter(({ event, toolsUsed }) => event.startsWith('approval.') || (event === 'tool.invocation' && !toolsUsed.includes('get_pump'))).map(({ event, outcome }) => `${event} ${outcome}`);
}
const mailsAbout = (id: string) => mail.mails.map(({ raw }) => raw).filter((raw) => raw.replaceAll('=\r\n', '').includes(id));
const told = (id: string) => receiver.taken.filter(({ event }) => (event['approval'] as { id: string }).id === id).map(({ event }) => String(event['event']));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-approvals-killed-'));
  erp = await startMisbehavingSystem();
  receiver = await startWebhookReceiver(SECRET);
  mail = await startMailServer({ user: 'millwright', password: SECRET, tls: 'implicit' });
  receiver.silent = mail.silent = true;
  // Looked up as each is asked for and as it is approved; the look before it runs gets no answer any more.
  for (const tag of COMPARED) {
    erp.kept.set(tag, { tag, bar: 6.5 });
    erp.silentAfter.set(`/kept/${tag}`, 2);
  }
  const child = spawn(process.execPath, [CHILD, folder, erp.origin, receiver.origin, SECRET, mail.origin], { stdio: 'inherit' });
  await until(() => COMPARED.every((tag) => lookedUp(tag) === 3) && posted('K-order') === 1 && receiver.taken.length > 0 && mail.mails.length > 0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(COMPARED.map(posted)).toEqual(COMPARED.map(() => 0));

  receiver.silent = mail.silent = false;
  erp.silentAfter.clear();
  erp.kept.set('K-moved', { tag: 'K-moved', bar: 9.9 });
  // A command line runs nothing that was left, so what an admin does there comes before the next start.
  const between = await openTestCore(folder, { shell: 'cli', outbound: [erp.origin] });
  const { users } = await between.call<{ users: { id: string; name: string }[] }>('users.list', {}, as('Ada'));
  for (const name of ['Dora', 'Rex']) await between.call('users.setActive', { id: users.find((user) => user.name === name)?.id, active: false }, as('Ada'));
  const { definition } = await between.call<{ definition: object }>('tools.show', { name: 'set_changed' }, as('Ada'));
  await between.call('tools.apply', { ...definition, description: 'Sets a pump, or another.' }, as('Ada'));
  await between.core.close();
  plant = await openTestCore(folder, { outbound: [erp.origin, receiver.origin, mail.origin], clock: { ...system, now: () => new Date(system.now().getTime() + LATER_MINUTES * 60_000) } });
}, 180_000);
afterAll(async () => {
  await plant.close();
  await erp.close();
  await receiver.close();
  await mail.close();
  await rm(folder, { recursive: true, force: true });
});

test('an approved call that had not begun when the program was killed runs at the next start, once, as it stands as it was approved', async () => {
  const approval = await call('K-same');
  expect(approval).toMatchObject({ state: 'done', outcome: { sentence: null } });
  expect([posted('K-same'), lookedUp('K-same'), erp.kept.get('K-same')?.['bar']]).toEqual([1, 4, 7]);
  expect(await chain(approval)).toEqual(['approval.requested ok', 'tool.invocation denied', 'approval.approved ok', 'tool.invocation intent', 'tool.invocation ok']);
});

const BEFORE = ['approval.requested ok', 'tool.invocation denied', 'approval.approved ok'];
test.each([
  ['what it would change stands otherwise', 'K-moved', 'stands otherwise than when it was approved', []],
  ['who approved it may not use Millwright any more', 'K-approver', 'may not decide about it any more', ['tool.invocation denied']],
  ['who wanted it may not use Millwright any more', 'K-requester', 'The person who wanted this', []],
  ['its tool was changed', 'K-tool', 'the tool was changed', ['tool.invocation denied']],
  ['its time was over', 'K-late', 'Its time was over', ['tool.invocation denied']],
])('it does not run where meanwhile %s: people are told, and the record says so', async (_why, tag, sentence, refusal) => {
  const approval = await call(tag);
  expect(approval).toMatchObject({ state: 'failed', outcome: { sentence: expect.stringContaining(sentence) as string } });
  expect(posted(tag)).toBe(0);
  await until(() => told(approval.id).includes('approval.not-run'));
  expect(await chain(approval)).toEqual([...BEFORE, ...refusal, 'approval.not_run denied']);
});

test('a call that had begun is not run again: its end is not known, people are told, and the record says so', async () => {
  const approval = await call('K-order');
  expect(approval).toMatchObject({ state: 'unknown', outcome: { sentence: expect.stringContaining('Whether it took effect is not known') as string } });
  await until(() => told(approval.id).includes('approval.unknown'));
  expect(await chain(approval)).toEqual([...BEFORE, 'tool.invocation intent', 'approval.cut_off failed']);
});

test('a notice that was being sent when the program was killed is sent again at the next start, as the same by id and words', async () => {
  const { id } = await call('K-waits');
  await until(() => told(id).length > 1 && mailsAbout(id).length > 1);
  expect(told(id)).toEqual(['approval.waiting', 'approval.waiting']);
  const webhooks = receiver.taken.filter(({ event }) => (event['approval'] as { id: string }).id === id);
  expect(new Set(webhooks.map(({ id: event, idempotencyKey, body }) => `${event} ${idempotencyKey} ${body}`)).size).toBe(1);
  expect(mailsAbout(id)).toHaveLength(2);
  expect(new Set(mailsAbout(id).map((raw) => /^Message-ID: (.+)\r$/im.exec(raw)?.[1])).size).toBe(1);
  const { deliveries } = await plant.call<{ deliveries: Delivery[] }>('notices.deliveries', {}, as('Ben'));
  expect(deliveries.filter(({ approvalId }) => approvalId === id).map(({ state, attempts }) => [state, attempts])).toEqual([['delivered', 2], ['delivered', 2]]);
});

test('nothing of it runs or is told once more at the start after that, and the record is whole', async () => {
  const before = (await all()).map(({ id, state }) => `${id} ${state} ${told(id).join()}`);
  await plant.restart();
  expect((await all()).map(({ id, state }) => `${id} ${state} ${told(id).join()}`)).toEqual(before);
  expect([posted('K-same'), posted('K-order')]).toEqual([1, 1]);
  expect(receiver.forged).toBe(0);
  expect(await verifyLog(plant, as('Ben'))).toMatchObject({ ok: true });
});
