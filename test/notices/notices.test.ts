import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditRecord } from '#shared/contract/audit.ts';
import type { Delivery, ShownNotices } from '#shared/contract/notices.ts';
import type { ToolResult } from '#shared/contract/tools.ts';
import type { UserSummary } from '#shared/contract/users.ts';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { MAIL_CERTIFICATE, type MailServer, startMailServer } from '#test/support/mail-server.ts';
import { ADMIN_PASSWORD, addPerson, addPlant, openTestCore, session, setUpPlant, type TestCore } from '#test/support/test-core.ts';
import { startWebhookReceiver, type WebhookReceiver } from '#test/support/webhook-receiver.ts';
import { type MisbehavingSystem, startMisbehavingSystem } from '#test/tools/misbehaving-system.ts';

const SECRET = 'a secret of the webhook 7f31';
const MAIL_PASSWORD = 'a password of the mail 9c22';
/** Stands in the arguments of every call, and may stand in no notice. */
const ARGUMENT = 'SEAL-4711-CANARY';
/** As a provider may call somebody. */
const CALLED = 'Ada\r\nBcc: eve@elsewhere.example\r\n\r\nClick here';
const system = createSystemClock();
const logged: string[] = [];
const failures: string[] = [];
const log = (message: string, fields?: Record<string, unknown>): void => void logged.push(`${message} ${JSON.stringify(fields ?? {})}`);
let minutesAhead = 0;
let erp: MisbehavingSystem;
let receiver: WebhookReceiver;
let mail: MailServer;
let plainMail: MailServer;
let secureMail: MailServer;
let plant: TestCore;
let ada: Credential;
let bea: Credential;
let ben: { id: string; credential: Credential };
let cai: { id: string; credential: Credential };
/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';
const allowed = [NOWHERE];

beforeAll(async () => {
  erp = await startMisbehavingSystem();
  receiver = await startWebhookReceiver(SECRET);
  mail = await startMailServer({ user: 'millwright', password: MAIL_PASSWORD });
  plainMail = await startMailServer({ user: 'millwright', password: MAIL_PASSWORD, tls: 'none' });
  secureMail = await startMailServer({ user: 'millwright', password: MAIL_PASSWORD, tls: 'implicit' });
  allowed.push(secureMail.origin, erp.origin, receiver.origin, mail.origin, plainMail.origin, `smtp://127.0.0.2:${plainMail.port}`);
  plant = await openTestCore(undefined, { outbound: allowed, logger: { info: log, warn: log, error: (message, fields) => [log(message, fields), failures.push(message)] }, clock: { ...system, now: () => new Date(system.now().getTime() + minutesAhead * 60_000) } });
  ada = await setUpPlant(plant);
  ben = await addPerson(plant, ada, 'Ben', 'admin');
  cai = await addPerson(plant, ada, 'Cai', 'user');
  const input = { type: 'object', properties: { article: { type: 'string' } }, required: ['article'] };
  await plant.call('tools.apply', { name: 'order', kind: 'http', description: 'Orders a part.', input, writes: true, config: { method: 'POST', url: `${erp.origin}/orders` }, limits: { perMinute: 600 } }, ada);
  await plant.core.close();
  await addPlant(plant.dataDirectory, 'Mill Two', 'Bea');
  const database = await PGlite.create(join(plant.dataDirectory, 'pg'));
  await database.query(`UPDATE users SET display_name = $1 WHERE display_name = 'Ada'`, [CALLED]);
  await database.close();
  await plant.restart();
  await plant.call('users.setEmail', { id: ben.id, email: 'ben@plant.example' }, ada);
  bea = session((await plant.call<{ token: string }>('auth.signIn', { tenant: 'Mill Two', name: 'Bea', password: ADMIN_PASSWORD })).token);
});
afterAll(async () => {
  await plant.close();
  for (const each of [erp, receiver, mail, plainMail, secureMail]) await each.close();
});
beforeEach(() => {
  minutesAhead = 0;
  for (const list of [receiver.taken, receiver.paths, receiver.answers, mail.mails, mail.shown, plainMail.shown, plainMail.mails, secureMail.shown, secureMail.mails]) list.length = 0;
  mail.refuses.clear();
});

const webhook = (more: object = {}) => ({ url: `${receiver.origin}/millwright`, secret: SECRET, ...more });
const email = (more: object = {}) => ({ host: 'localhost', port: mail.port, certificateAuthority: MAIL_CERTIFICATE, user: 'millwright', password: MAIL_PASSWORD, from: 'millwright@plant.example', addresses: ['shift@plant.example'], ...more });
const save = (settings: object, who = ada) => plant.call<ShownNotices>('notices.save', settings, who);
const trial = (channel: string, to?: string) => plant.call<Delivery>('notices.test', { channel, ...(to === undefined ? {} : { to }) }, ada);
const deliveries = async (who = ada): Promise<Delivery[]> => (await plant.call<{ deliveries: Delivery[] }>('notices.deliveries', {}, who)).deliveries;
const about = async (approval: string): Promise<Delivery[]> => (await deliveries()).filter(({ approvalId }) => approvalId === approval);
const code = (wanted: string) => ({ error: { code: wanted } });
/** Takes a call back, and waits until that is told. */
async function withdraw(id: string): Promise<void> {
  await plant.call('approvals.withdraw', { id }, ada);
  await until(id, (all) => all.every(({ state }) => state !== 'waiting'));
}

/** Wants a part ordered, as Ada; gives the id of the approval that it waits for. */
async function wanted(): Promise<string> {
  const outcome = await plant.call<ToolResult>('tools.test', { name: 'order', arguments: { article: ARGUMENT } }, ada);
  if (outcome.status !== 'waiting') throw new Error(JSON.stringify(outcome));
  return outcome.approval;
}

/** Waits until what is told about a call is as it should be. */
async function until(approval: string, holds: (all: Delivery[]) => boolean): Promise<Delivery[]> {
  for (;;) {
    const all = await about(approval);
    if (holds(all)) return all;
    await sleep(20);
  }
}
const settled = (approval: string, count = 1) => until(approval, (all) => all.filter(({ state, sentence }) => state !== 'waiting' || sentence !== null).length >= count);

test('nobody is told anything before an admin has set it, and only an admin sees or sets it', async () => {
  expect(await plant.call('notices.settings', {}, ada)).toEqual({ version: 0, savedAt: null, address: null, webhook: null, email: null });
  const id = await wanted();
  await withdraw(id);
  expect(await deliveries()).toEqual([]);
  await expect(trial('webhook')).rejects.toMatchObject(code('NOTICES_REFUSED'));
  for (const operation of ['notices.settings', 'notices.deliveries']) await expect(plant.call(operation, {}, cai.credential)).rejects.toMatchObject(code('FORBIDDEN'));
  await expect(save({ webhook: webhook() }, cai.credential)).rejects.toMatchObject(code('FORBIDDEN'));
});

describe('a webhook', () => {
  test('is told once, signed, that a call waits, and what became of it, without what the call would do', async () => {
    await save({ address: 'https://millwright.plant.example/', webhook: webhook() });
    const id = await wanted();
    expect(await settled(id)).toMatchObject([{ kind: 'waiting', channel: 'webhook', state: 'delivered', attempts: 1, tool: 'order', host: receiver.origin.slice('http://'.length), sentence: null }]);
    await plant.call('approvals.approve', { id, password: ADMIN_PASSWORD }, ben.credential);
    await settled(id, 2);
    expect(receiver.forged).toBe(0);
    expect(receiver.taken.map(({ event }) => event)).toMatchObject([
      { event: 'approval.waiting', plant: 'Mill One', approval: { id, tool: 'order', requester: CALLED, needed: 1, link: `https://millwright.plant.example/#/approvals/${id}` } },
      { event: 'approval.approved', approval: { id } },
    ]);
    const [waiting] = receiver.taken;
    expect([waiting?.id, waiting?.idempotencyKey]).toEqual([waiting?.event['id'], waiting?.event['id']]);
    expect(JSON.stringify(receiver.taken)).not.toContain(ARGUMENT);
  });

  test('that cannot take it now is told the same under the same id until it does, also after a restart', async () => {
    receiver.answers.push(500, 429);
    const id = await wanted();
    expect(await settled(id)).toMatchObject([{ state: 'waiting', attempts: 1, sentence: 'The receiver answered with status 500.', nextAt: expect.any(String) as string }]);
    minutesAhead = 5;
    await plant.restart();
    await until(id, ([one]) => one?.attempts === 2 && one.sentence?.includes('429') === true);
    minutesAhead = 20;
    const other = await wanted();
    expect(await until(id, ([one]) => one?.state === 'delivered')).toMatchObject([{ attempts: 3 }]);
    const told = receiver.taken.filter(({ event }) => (event['approval'] as { id: string }).id === id);
    expect(told).toHaveLength(3);
    expect(new Set(told.map(({ id: event, body }) => `${event} ${body}`)).size).toBe(1);
    for (const each of [id, other]) await withdraw(each);
  });

  test('that does not answer is told later, once', async () => {
    await save({ webhook: webhook({ url: `${NOWHERE}/` }) });
    const id = await wanted();
    expect(await settled(id)).toMatchObject([{ state: 'waiting', sentence: 'The receiver does not answer, or broke off.' }]);
    await save({ webhook: webhook() });
    minutesAhead = 5;
    const other = await wanted();
    await until(id, ([one]) => one?.state === 'delivered');
    minutesAhead = 30;
    await withdraw(other);
    expect(receiver.taken.filter(({ event }) => (event['approval'] as { id: string }).id === id)).toHaveLength(1);
    await withdraw(id);
  });

  test('is not tried again where it refuses or sends on, until an admin says so', async () => {
    for (const [status, sentence] of [[400, 'The receiver answered with status 400.'], [302, 'The receiver sends on to another address (status 302), which is not followed.']] as const) {
      receiver.answers.push(status);
      const id = await wanted();
      const [refused] = await settled(id);
      expect(refused).toMatchObject({ state: 'dead', attempts: 1, sentence, nextAt: null });
      await plant.call('notices.retry', { id: refused?.id }, ada);
      expect(await until(id, ([one]) => one?.state === 'delivered')).toMatchObject([{ attempts: 1, sentence: null }]);
      await expect(plant.call('notices.retry', { id: refused?.id }, ada)).rejects.toMatchObject(code('DELIVERY_NOT_FOUND'));
      await withdraw(id);
    }
    expect(new Set(receiver.paths)).toEqual(new Set(['/millwright']));
  });

  test('is not told what has been overtaken, nor anything once it is off', async () => {
    receiver.answers.push(503);
    const id = await wanted();
    await settled(id);
    await plant.call('approvals.reject', { id, reason: 'We have enough of them.' }, ben.credential);
    const all = await until(id, (now) => now.some(({ kind, state }) => kind === 'rejected' && state === 'delivered'));
    expect(all.map(({ kind, state }) => `${kind} ${state}`).toSorted()).toEqual(['rejected delivered', 'waiting over']);
    expect(JSON.stringify(receiver.taken)).not.toContain('enough');
    await save({});
    const silent = await wanted();
    await withdraw(silent);
    expect(await about(silent)).toEqual([]);
  });

  test('keeps its secret for the same server only', async () => {
    await save({ webhook: webhook() });
    await save({ webhook: { url: `${receiver.origin}/other` } });
    expect(await trial('webhook')).toMatchObject({ state: 'delivered' });
    expect(receiver.forged).toBe(0);
    await expect(save({ webhook: { url: `${erp.origin}/` } })).rejects.toMatchObject(code('NOTICES_REFUSED'));
    await save({});
    await expect(save({ webhook: { url: `${receiver.origin}/other` } })).rejects.toMatchObject(code('NOTICES_REFUSED'));
  });

  test('is set only where the owner of the machine allows it, and not contacted once that has ended', async () => {
    await expect(save({ webhook: webhook({ url: 'https://elsewhere.example/hook' }) })).rejects.toMatchObject({ error: { code: 'EGRESS_REFUSED', message: expect.stringContaining('--outbound https://elsewhere.example') as string } });
    for (const url of [`http://ada:pass@127.0.0.1:1/`, 'ftp://127.0.0.1/', `${receiver.origin}/#there`]) await expect(save({ webhook: webhook({ url }) })).rejects.toMatchObject(code('INVALID_INPUT'));
    await save({ webhook: webhook() });
    allowed.splice(allowed.indexOf(receiver.origin), 1);
    await plant.restart();
    expect(await plant.call('notices.settings', {}, ada)).toMatchObject({ webhook: { reachable: false } });
    expect(await trial('webhook')).toMatchObject({ state: 'dead', sentence: 'This machine may not contact the receiver. Its owner allows it with --outbound.' });
    expect(receiver.paths).toEqual([]);
  });
});

describe('a mail', () => {
  test('goes encrypted to each of those who may decide, at the address of their account, whatever somebody is called', async () => {
    await save({ email: email() });
    const id = await wanted();
    expect(await settled(id)).toMatchObject([{ channel: 'email', to: 'Ben', state: 'delivered', host: 'localhost' }]);
    expect(mail.shown).toEqual([{ password: MAIL_PASSWORD, secure: true }]);
    const [{ to, raw } = { to: [], raw: '' }] = mail.mails;
    expect(to).toEqual(['ben@plant.example']);
    expect(raw).not.toMatch(/^Bcc:/im);
    expect(raw).toMatch(/^Subject: Mill One: order waits for approval\r$/m);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(raw).toMatch(/^Message-ID: <[0-9a-f-]{36}@plant\.example>\r$/im);
    expect(decoded(raw)).toContain('Ada Bcc: eve@elsewhere.example Click here asks to run order in Mill One.');
    expect(decoded(raw)).toContain(id);
    expect(decoded(raw)).not.toContain(ARGUMENT);
    await withdraw(id);
  });

  test('goes to the addresses of the plant where nobody who may decide has one, in the language of the plant', async () => {
    await plant.call('approvals.saveRule', { tool: 'order', approvers: [cai.id] }, ada);
    await save({ email: email({ language: 'vi' }) });
    const id = await wanted();
    expect(await settled(id)).toMatchObject([{ to: 'shift@plant.example', state: 'delivered' }]);
    expect(mail.mails.map(({ to }) => to)).toEqual([['shift@plant.example']]);
    expect(decoded(mail.mails[0]?.raw ?? '')).toContain('yêu cầu chạy order tại Mill One.');
    await withdraw(id);
    await plant.call('approvals.dropRule', { tool: 'order' }, ada);
  });

  test('goes to the address that an admin keeps with a local account, and nowhere once it is gone', async () => {
    const setEmail = (address: string | null, who = ada) => plant.call<UserSummary>('users.setEmail', { id: cai.id, email: address }, who);
    await plant.call('approvals.saveRule', { tool: 'order', approvers: [cai.id] }, ada);
    await save({ email: email() });
    for (const wrong of ['cai', 'cai@plant.example\r\nBcc: eve@elsewhere.example', '', 'a@b@plant.example']) await expect(setEmail(wrong)).rejects.toMatchObject(code('INVALID_INPUT'));
    await expect(setEmail('cai@plant.example', cai.credential)).rejects.toMatchObject(code('FORBIDDEN'));
    await expect(plant.call('users.setEmail', { id: cai.id, email: 'eve@elsewhere.example' }, bea)).rejects.toMatchObject(code('USER_NOT_FOUND'));
    expect(await setEmail('cai@plant.example')).toMatchObject({ name: 'Cai', email: 'cai@plant.example', fromProvider: false });
    expect((await plant.call<{ users: UserSummary[] }>('users.list', {}, ada)).users.map(({ name, email: kept }) => [name, kept])).toContainEqual(['Cai', 'cai@plant.example']);
    const id = await wanted();
    expect(await settled(id)).toMatchObject([{ to: 'Cai', state: 'delivered' }]);
    expect(mail.mails.map(({ to }) => to)).toEqual([['cai@plant.example']]);
    await withdraw(id);
    expect(await setEmail(null)).toMatchObject({ email: null });
    const other = await wanted();
    expect(await settled(other)).toMatchObject([{ to: 'shift@plant.example', state: 'delivered' }]);
    await withdraw(other);
    const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { event: 'admin.email_changed', limit: 50 }, ada);
    expect(records.filter(({ resourceId, outcome }) => resourceId === cai.id && outcome === 'ok')).toHaveLength(2);
    expect(JSON.stringify(records)).not.toContain('plant.example');
    await plant.call('approvals.dropRule', { tool: 'order' }, ada);
  });

  test('tells who wanted a call as well that it was approved and did not run', async () => {
    const other = await addPerson(plant, ada, 'Dan', 'admin');
    await plant.call('users.setEmail', { id: other.id, email: 'dan@plant.example' }, ada);
    await plant.call('approvals.saveRule', { tool: 'order', approvers: [ben.id] }, ada);
    const outcome = await plant.call<ToolResult>('tools.test', { name: 'order', arguments: { article: ARGUMENT } }, other.credential);
    const id = outcome.status === 'waiting' ? outcome.approval : '';
    await until(id, ([one]) => one?.state === 'delivered');
    const { definition } = await plant.call<{ definition: object }>('tools.show', { name: 'order' }, ada);
    await plant.call('tools.apply', { ...definition, description: 'Orders a part, or another.' }, ada);
    await plant.call('approvals.approve', { id, password: ADMIN_PASSWORD }, ben.credential);
    const told = await until(id, (all) => all.filter(({ kind, state }) => kind === 'not-run' && state === 'delivered').length === 2);
    expect(told.filter(({ kind }) => kind === 'not-run').map(({ to }) => to).toSorted()).toEqual(['Ben', 'Dan']);
    const [{ raw } = { raw: '' }] = mail.mails.filter(({ to }) => to.includes('dan@plant.example'));
    expect(raw).toMatch(/^Subject: Mill One: order was approved, and could not be run\r$/m);
    expect(decoded(raw)).not.toContain(ARGUMENT);
    await plant.call('approvals.dropRule', { tool: 'order' }, ada);
    await plant.call('users.setActive', { id: other.id, active: false }, ada);
  });

  test('is tried again where the server says not now, and given up where it says no', async () => {
    mail.refuses.set('ben@plant.example', 451);
    const later = await wanted();
    expect(await settled(later)).toMatchObject([{ state: 'waiting', sentence: 'The mail server answered with status 451.' }]);
    mail.refuses.clear();
    await plant.call('notices.retry', { id: (await about(later))[0]?.id }, ada);
    await until(later, ([one]) => one?.state === 'delivered');
    mail.refuses.set('ben@plant.example', 550);
    const never = await wanted();
    expect(await settled(never)).toMatchObject([{ state: 'dead', attempts: 1, sentence: 'The mail server answered with status 550.' }]);
    for (const id of [later, never]) await withdraw(id);
  });

  test('is not sent, nor the password shown, where the connection cannot be encrypted as it is set', async () => {
    await save({ email: email({ port: plainMail.port }) });
    expect(await trial('email', 'ada@plant.example')).toMatchObject({ state: 'dead', sentence: expect.stringContaining('No encrypted connection') as string });
    expect([plainMail.shown, plainMail.mails]).toEqual([[], []]);
    await save({ email: email({ certificateAuthority: null }) });
    expect(await trial('email', 'ada@plant.example')).toMatchObject({ state: 'dead', sentence: expect.stringContaining('No encrypted connection') as string });
    expect([mail.shown, mail.mails]).toEqual([[], []]);
  });

  test('goes encrypted from the first byte to a server whose certificate the plant trusts, and nothing is shown to another', async () => {
    await save({ email: email({ port: secureMail.port, tls: 'implicit' }) });
    expect(await trial('email', 'ada@plant.example')).toMatchObject({ state: 'delivered', host: 'localhost' });
    expect(secureMail.shown).toEqual([{ password: MAIL_PASSWORD, secure: true }]);
    expect(secureMail.mails.map(({ to }) => to)).toEqual([['ada@plant.example']]);
    await save({ email: email({ port: secureMail.port, tls: 'implicit', certificateAuthority: null }) });
    expect(await trial('email', 'ada@plant.example')).toMatchObject({ state: 'dead', sentence: expect.stringContaining('No encrypted connection') as string });
    expect([secureMail.shown.length, secureMail.mails.length]).toEqual([1, 1]);
    await save({ email: email({ port: plainMail.port, tls: 'implicit' }) });
    expect(await trial('email', 'ada@plant.example')).toMatchObject({ state: 'dead', sentence: expect.stringContaining('No encrypted connection') as string });
    expect([plainMail.shown, plainMail.mails]).toEqual([[], []]);
  });

  test('goes without encryption to a server in the plant alone, where it is set so', async () => {
    await expect(save({ email: email({ port: plainMail.port, tls: 'none', reach: 'internet' }) })).rejects.toMatchObject(code('INVALID_INPUT'));
    await save({ email: email({ port: plainMail.port, tls: 'none' }) });
    expect(await trial('email', 'ada@plant.example')).toMatchObject({ state: 'delivered' });
    expect(plainMail.mails.map(({ to }) => to)).toEqual([['ada@plant.example']]);
    await save({ email: email({ host: '127.0.0.2', port: plainMail.port, tls: 'none' }) });
    expect(await trial('email', 'ada@plant.example')).toMatchObject({ state: 'dead', sentence: expect.stringContaining('outside of the network') as string });
    expect(plainMail.mails).toHaveLength(1);
  });

  test('keeps its password for the same server, user and encryption only', async () => {
    const { password: _given, ...kept } = email();
    await save({ email: email() });
    await save({ email: { ...kept, addresses: [] } });
    expect(await trial('email', 'ada@plant.example')).toMatchObject({ state: 'delivered' });
    for (const other of [{ port: plainMail.port }, { user: 'somebody' }, { tls: 'none' }]) await expect(save({ email: { ...kept, ...other } })).rejects.toMatchObject(code('NOTICES_REFUSED'));
    await expect(save({ email: email({ host: 'mail.elsewhere.example' }) })).rejects.toMatchObject(code('EGRESS_REFUSED'));
  });

  test('whose password is wrong is given up, and what the server wrote back goes nowhere', async () => {
    await save({ email: email({ password: 'wrong password 5d10' }) });
    const tried = await trial('email', 'ada@plant.example');
    expect(tried).toMatchObject({ state: 'dead', sentence: 'The mail server did not accept the user and password.' });
    expect(await seenByAnybody()).not.toContain('wrong password 5d10');
    await expect(trial('email')).rejects.toMatchObject(code('NOTICES_REFUSED'));
    await expect(trial('email', 'ada@plant.example\r\nBcc: eve@elsewhere.example')).rejects.toMatchObject(code('INVALID_INPUT'));
  });
});

/** All that answers, the record and the log hold. */
async function seenByAnybody(): Promise<string> {
  const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { limit: 200 }, ada);
  return JSON.stringify([records, logged, await plant.call('notices.settings', {}, ada), await deliveries()]);
}

test('the record names host and end of each attempt under the reference of the call, and no secret stands in it, in the log or in an answer', async () => {
  allowed.push(receiver.origin);
  await plant.restart();
  await save({ webhook: webhook(), email: email() });
  const id = await wanted();
  await settled(id, 2);
  const { correlationId } = await plant.call<{ correlationId: string }>('approvals.show', { id }, ada);
  const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { correlationId, limit: 50 }, ada);
  const sent = records.filter(({ event }) => event === 'notice.sent').map(({ outcome, metadata }) => ({ outcome, ...metadata }));
  expect(sent).toEqual(expect.arrayContaining([
    { outcome: 'ok', kind: 'waiting', channel: 'webhook', host: receiver.origin.slice('http://'.length), attempt: 1, state: 'delivered' },
    { outcome: 'ok', kind: 'waiting', channel: 'email', host: 'localhost', attempt: 1, state: 'delivered' },
  ]));
  const everything = await seenByAnybody();
  for (const hidden of [SECRET, MAIL_PASSWORD, ARGUMENT]) expect(everything).not.toContain(hidden);
  await withdraw(id);
});

test('another plant sees neither settings nor notices, and cannot have one sent', async () => {
  const [ours] = await deliveries();
  expect(await plant.call('notices.settings', {}, bea)).toMatchObject({ version: 0, webhook: null, email: null });
  expect(await deliveries(bea)).toEqual([]);
  await expect(plant.call('notices.retry', { id: ours?.id }, bea)).rejects.toMatchObject(code('DELIVERY_NOT_FOUND'));
  await expect(plant.call('notices.test', { channel: 'webhook' }, bea)).rejects.toMatchObject(code('NOTICES_REFUSED'));
});

test('nothing failed in the background meanwhile', () => {
  expect(failures).toEqual([]);
});

test('every change is a version, and secrets of versions before are gone', async () => {
  const { version } = await save({ webhook: webhook() });
  await plant.core.close();
  const database = await PGlite.create(join(plant.dataDirectory, 'pg'));
  const { rows } = await database.query<{ version: number; sealed: string | null }>('SELECT version, coalesce(webhook_secret, mail_password) AS sealed FROM notice_settings ORDER BY version');
  await database.close();
  expect(rows.map((row) => row.version)).toEqual(Array.from({ length: version }, (_, at) => at + 1));
  expect(rows.filter(({ sealed }) => sealed !== null).map((row) => row.version)).toEqual([version]);
  expect(JSON.stringify(rows)).not.toContain(SECRET);
});

/** The text of a mail, whichever of the two usual encodings it came in. */
function decoded(raw: string): string {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/^Content-Transfer-Encoding: base64/im.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  const bytes = body.replaceAll('=\r\n', '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
