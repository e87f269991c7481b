import { execFile } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import type { Anchor, AuditRecord, HeldAnchor, Receipt, Verdict } from '#shared/contract/audit.ts';
import { receiptCode } from '#shared/contract/receipt-code.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { ADMIN_PASSWORD, addPerson, collect, openTestCore, setUpPlant, type TestCore, verifyLog } from '#test/support/test-core.ts';

const PROGRAM = join(import.meta.dirname, '../../src-main/hosts/audit-verify.ts');

const system = createSystemClock();
const MINUTE = 60_000;
/** How far the clock of this station stands ahead of that of the machine, in milliseconds. */
const time = { ahead: 0 };
let plant: TestCore;
let admin: Credential;
let auditor: Credential;

beforeAll(async () => {
  plant = await openTestCore(undefined, { clock: { ...system, now: () => new Date(system.now().getTime() + time.ahead) } });
  admin = await setUpPlant(plant);
  auditor = (await addPerson(plant, admin, 'Aud', 'auditor')).credential;
});
afterAll(() => plant.close());

const checkpoint = () => plant.call<Anchor>('audit.checkpoint', {}, auditor);

async function verdictFor(input: object): Promise<unknown> {
  const events = await collect(await plant.events<{ verdict?: Verdict }>('audit.verify', input, auditor));
  return events.at(-1)?.verdict;
}

async function exported(format: string): Promise<{ text: string; records: number; anchor: Anchor }> {
  const events = await collect(await plant.events<{ text?: string; records?: number; anchor?: Anchor }>('audit.export', { format }, auditor));
  const end = events.at(-1);
  return { text: events.map(({ text }) => text ?? '').join(''), records: end?.records ?? 0, anchor: end?.anchor as Anchor };
}

/** Runs the program that needs no database, and gives its exit status and verdict. */
async function runProgram(...args: string[]): Promise<{ status: number; verdict: unknown; err: string }> {
  const run = await promisify(execFile)(process.execPath, [PROGRAM, ...args]).then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({ status: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
  return { status: run.status, verdict: run.stdout === '' ? null : JSON.parse(run.stdout), err: run.stderr };
}

test('an auditor reads and signs the record, and reaches neither people nor documents nor conversations', async () => {
  await expect(plant.call('audit.list', {}, auditor)).resolves.toHaveProperty('records');
  for (const operation of ['users.list', 'conversations.list', 'documents.list', 'search.query', 'models.list']) {
    await expect(plant.call(operation, { query: 'x' }, auditor), operation).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
  }
});

test('an anchor agrees with the log it was taken from, also later, and is refused once it was changed', async () => {
  const anchor = await checkpoint();
  await plant.call('conversations.create', {}, admin);
  expect(await verifyLog(plant, auditor, anchor)).toMatchObject({ ok: true, firstBad: null });
  const changed = { ...anchor, statement: anchor.statement.replace('"seq":', '"seq":1') };
  await expect(verifyLog(plant, auditor, changed)).rejects.toMatchObject({ error: { code: 'ANCHOR_REFUSED' } });
});

test('each checkpoint is signed with another key, which only its owner may read and which is gone afterwards', async () => {
  const [file] = await readdir(join(plant.dataDirectory, 'keys'));
  const path = join(plant.dataDirectory, 'keys', file ?? '');
  const before = JSON.parse(await readFile(path, 'utf8')) as { current: { publicKey: string; privateKey: string } };
  const anchor = await checkpoint();
  expect(anchor.statement).toContain(before.current.publicKey);
  expect(await readFile(path, 'utf8')).not.toContain(before.current.privateKey);
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o077).toBe(0);
});

test('an exported log is checked by a program without a database, against its anchor', async () => {
  const { text, records, anchor } = await exported('jsonl');
  const [file, anchorFile] = [join(plant.dataDirectory, 'log.jsonl'), join(plant.dataDirectory, 'log.anchor')];
  await writeFile(file, text);
  await writeFile(anchorFile, JSON.stringify(anchor));
  const whole = { status: 0, verdict: { ok: true, records, firstBad: null }, err: '' };
  expect(await runProgram(file, anchorFile)).toEqual(whole);
  expect(await runProgram(file, '--anchor', anchorFile, '--json')).toEqual(whole);
  for (const args of [[], [join(file, 'none')], [`${file}.none`], [plant.dataDirectory], [file, file], [file, '--frob']]) {
    const { status, verdict, err } = await runProgram(...args);
    expect([status, verdict], args.join(' ')).toEqual([2, null]);
    expect(err, args.join(' ')).not.toMatch(/ENOENT|ENOTDIR|EISDIR|^\s+at /m);
  }
  await writeFile(file, text.replace('"outcome" : "ok"', '"outcome" : "no"'));
  expect(await runProgram(file, anchorFile)).toMatchObject({ status: 1, verdict: { ok: false } });
  await writeFile(file, text.split('\n').slice(0, 5).join('\n'));
  expect(await runProgram(file, anchorFile)).toMatchObject({ status: 1, verdict: { ok: false, firstBad: { seq: 6 } } });
});

test('CSV and CEF hold one line a record', async () => {
  const csv = await exported('csv');
  expect(csv.text.trimEnd().split('\r\n')).toHaveLength(csv.records + 1);
  const cef = await exported('cef');
  expect(cef.text.trimEnd().split('\n').every((line) => line.startsWith('CEF:0|Millwright|'))).toBe(true);
});

test("another station's anchor becomes a record of this log", async () => {
  const anchor = await checkpoint();
  await plant.call('audit.acceptAnchor', { anchor }, auditor);
  const { records } = await plant.call<{ records: { metadata: object }[] }>('audit.list', { event: 'audit.anchored', outcome: 'ok' }, auditor);
  expect(records[0]?.metadata).toMatchObject({ statement: anchor.statement, signature: anchor.signature });
});

test("a log's anchor comes out of the log that holds it as it went in, and another log is not checked against it", async () => {
  const { anchors } = await plant.call<{ anchors: HeldAnchor[] }>('audit.anchors', {}, auditor);
  expect(anchors).toHaveLength(1);
  expect(await verifyLog(plant, auditor, anchors[0]?.anchor)).toMatchObject({ ok: true });
  await plant.call('tenants.add', { name: 'Mill Two', admin: 'Bea', password: ADMIN_PASSWORD }, { kind: 'owner', tenant: null, platform: true });
  const theirs: Credential = { kind: 'owner', tenant: 'mill-two' };
  await expect(verifyLog(plant, theirs, anchors[0]?.anchor)).rejects.toMatchObject({ error: { code: 'ANCHOR_REFUSED', message: expect.stringContaining('another plant') } });
  await plant.call('audit.acceptAnchor', { anchor: anchors[0]?.anchor }, theirs);
  expect((await plant.call<{ anchors: HeldAnchor[] }>('audit.anchors', {}, theirs)).anchors[0]?.anchor).toEqual(anchors[0]?.anchor);
});

test('a receipt has a code for paper, with which the log is checked as somebody types it', async () => {
  const { code, number, seq, anchor, plant: name } = await plant.call<Receipt>('audit.receipt', {}, auditor);
  expect(name).toBe('Mill One');
  await plant.call('conversations.create', {}, admin);
  const typed = code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replace(/^[^-]*/, code.slice(0, code.indexOf('-'))).replaceAll('-', ' - ');
  for (const receipt of [code, typed]) expect(await verdictFor({ receipt })).toMatchObject({ ok: true });
  expect(await verifyLog(plant, auditor, anchor)).toMatchObject({ ok: true });
  const another = receiptCode(number, 'a'.repeat(64));
  expect(await verdictFor({ receipt: another })).toMatchObject({ ok: false, firstBad: { seq: 1, why: `checkpoint ${number} is another than the receipt` } });
  const later = receiptCode(number + 1, 'a'.repeat(64));
  expect(await verdictFor({ receipt: later })).toMatchObject({ ok: false, firstBad: { seq: seq + 1, why: expect.stringContaining('missing') } });
});

test('a code that was mistyped is refused as that, and says nothing of the log; one of an earlier version leaves it open', async () => {
  const { code } = await plant.call<Receipt>('audit.receipt', {}, auditor);
  const mistyped = code.replace(/.$/, (last) => (last === '0' ? '2' : '0'));
  await expect(verdictFor({ receipt: mistyped })).rejects.toMatchObject({ error: { code: 'INVALID_INPUT', message: expect.stringContaining('mistyped') } });
  await expect(verdictFor({ receipt: '12-ABC' })).rejects.toMatchObject({ error: { code: 'INVALID_INPUT', message: expect.stringContaining('no code') } });
  const old = code.slice(0, -3);
  expect(await verdictFor({ receipt: old })).toMatchObject({ ok: true });
  const oldMistyped = old.replace(/.$/, (last) => (last === '0' ? '2' : '0'));
  expect(await verdictFor({ receipt: oldMistyped })).toMatchObject({ ok: false, firstBad: { why: expect.stringContaining('or its code was mistyped') } });
});

test('every time of a record, wherever it comes out, is in UTC, and the clocks that tell it agree', async () => {
  const from = Date.now();
  await plant.call('conversations.create', {}, admin);
  const receipt = await plant.call<Receipt>('audit.receipt', {}, auditor);
  const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { event: 'conversation.created', limit: 1 }, auditor);
  const [created] = records;
  // The database stamps records, the core signs checkpoints.
  const told = [created?.at, receipt.at, (JSON.parse(receipt.anchor.statement) as { at: string }).at];
  for (const each of told) {
    expect(each).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Date.parse(each ?? '')).toBeGreaterThanOrEqual(from);
    expect(Date.parse(each ?? '')).toBeLessThanOrEqual(Date.now());
  }
  const json = (await exported('jsonl')).text.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as { seq: number; created_at: string });
  expect(json.find(({ seq }) => seq === created?.seq)?.created_at).toBe(created?.at);
  expect((await exported('csv')).text).toContain(`\r\n${created?.seq},${created?.at},`);
  expect((await exported('cef')).text).toContain(`rt=${Date.parse(created?.at ?? '')} externalId=${created?.seq} `);
});

test("clocks that disagree are told: another station's by its anchor, this one's by its own record", async () => {
  const clockOf = async () => (await plant.call<{ checks: { name: string; state: string; sentence: string }[] }>('system.report', {}, admin)).checks.find(({ name }) => name === 'clock');
  expect(await plant.call('audit.acceptAnchor', { anchor: await checkpoint() }, auditor)).toMatchObject({ aheadSeconds: 0 });
  expect(await clockOf()).toMatchObject({ state: 'ok' });
  time.ahead = 90 * MINUTE;
  const fast = await checkpoint();
  time.ahead = 0;
  const { aheadSeconds } = await plant.call<{ aheadSeconds: number }>('audit.acceptAnchor', { anchor: fast }, auditor);
  expect(Math.ceil(aheadSeconds / 60)).toBe(90);
  const { anchors } = await plant.call<{ anchors: HeldAnchor[] }>('audit.anchors', {}, auditor);
  expect(anchors.slice(0, 2).map((each) => Math.ceil(each.aheadSeconds / 60))).toEqual([90, 0]);
  time.ahead = -90 * MINUTE;
  expect(await clockOf()).toMatchObject({ state: 'degraded', sentence: expect.stringContaining('stands 90 minutes behind the newest entry') });
  time.ahead = 0;
});

test('closing makes a checkpoint, and the log is whole after a restart', async () => {
  await plant.call('conversations.create', {}, admin);
  const before = await plant.call<{ checkpoints: { number: number }[] }>('audit.checkpoints', {}, auditor);
  await plant.restart();
  const after = await plant.call<{ checkpoints: { number: number }[] }>('audit.checkpoints', {}, auditor);
  expect(after.checkpoints[0]?.number).toBe((before.checkpoints[0]?.number ?? 0) + 1);
  expect(await verifyLog(plant, auditor)).toMatchObject({ ok: true });
});
