import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '#adapters/logging/create-logger.ts';
import type { RateClass } from '#shared/contract/define-operations.ts';
import { allOperations } from '#shared/contract/index.ts';
import { CallFailed, type Credential } from '#core/pipeline/index.ts';
import { dataLayout } from '#hosts/data-layout.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { filesHolding } from '#test/support/files-holding.ts';
import { ADMIN_PASSWORD, openTestCore, session, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

/** What each plant's content is full of, and what no answer to the other may hold. */
const CANARY = { a: 'quokka-8831', b: 'axolotl-2207' };
/** A stream that runs for ever is left after this many events. */
const ENOUGH = 3;

let core: TestCore;
let b: Credential;
let ownerOfB: Credential;
let log: string;
const ids: Record<'a' | 'b', string[]> = { a: [], b: [] };
const tenants: Record<'a' | 'b', string> = { a: '', b: '' };
let temporaryBefore: Set<string>;

beforeAll(async () => {
  temporaryBefore = new Set(await readdir(tmpdir()));
  const data = await freshDataDirectory();
  log = dataLayout(data).log;
  core = await openTestCore(data, { logger: createLogger({ file: log }) });
  const operator = await setUpPlant(core);
  await fill('a', operator);
  ownerOfB = b = await fill('b', operator);
});
afterAll(() => core.close());

/** A plant whose every text holds its canary. */
async function fill(which: 'a' | 'b', operator: Credential): Promise<Credential> {
  const word = CANARY[which];
  const plant = `${word} works`;
  const call = async <T = { id: string }>(operation: string, input: object, as: Credential): Promise<T> => core.call<T>(operation, input, as);
  const keep = ({ id }: { id: string }): string => (ids[which].push(id), id);
  await call('tenants.add', { name: plant, admin: `${word} admin`, password: ADMIN_PASSWORD }, operator);
  const admin = session((await call<{ token: string }>('auth.signIn', { tenant: plant, name: `${word} admin`, password: ADMIN_PASSWORD }, { kind: 'none' })).token);
  tenants[which] = (await call<{ tenant: { id: string } }>('auth.whoami', {}, admin)).tenant.id;
  keep(await call('users.add', { name: `${word} person`, role: 'user', password: ADMIN_PASSWORD }, admin));
  for (const n of [1, 2]) {
    const { document } = await call<{ document: { id: string } }>('documents.upload', { filename: `${word}-${n}.md`, content: streamOf(`# ${word} pump ${n}\n\nThe ${word} pump ${n} runs at ${which === 'a' ? 14 : 29}${n}0 rpm and is greased every ${n}0 days.`), tags: [word] }, admin);
    keep(document);
  }
  await core.core.ingestionIdle();
  keep(await call('collections.create', { name: `${word} collection` }, admin));
  keep(await call('vocabulary.save', { term: `${word} term`, means: [`${word} meaning`] }, admin));
  await call('personalData.save', { mode: 'warn', kinds: ['email'], patterns: [{ name: `${word} badge`, pattern: word }], passages: true }, admin);
  await call('guardrails.save', { support: 'mark', leastShare: 80, blocklist: [{ kind: 'words', text: `${word} secret`, action: 'mask' }] }, admin);
  keep((await call<{ about: { id: string } }>('apikeys.create', { name: `${word} key`, scopes: ['search:query'] }, admin)).about);
  const conversation = keep(await call('conversations.create', { title: `${word} talk` }, admin));
  await read('conversations.chat', { id: conversation, message: `How fast does the ${word} pump 1 run?` }, admin);
  return admin;
}

/** Everything a caller receives from an operation: its value, the beginning of its stream, or its refusal. */
async function read(operation: string, input: unknown, credential: Credential): Promise<string> {
  const leaving = new AbortController();
  const seen: unknown[] = [];
  try {
    const outcome = await core.core.pipeline.invoke({ operation, input, credential, signal: leaving.signal, caller: 'test' });
    if (outcome.kind !== 'stream') return JSON.stringify(outcome);
    const endless = operation.endsWith('.watch');
    for await (const event of outcome.events) {
      seen.push(event);
      if (endless && seen.length >= 1) break;
      if (seen.length > ENOUGH * 1_000) break;
    }
    return JSON.stringify(seen);
  } catch (error) {
    if (!(error instanceof CallFailed) || error.error.code === 'RATE_LIMITED') throw error;
    return JSON.stringify([seen, error.body()]);
  } finally {
    leaving.abort();
  }
}

/** Calls that one person makes: all of them together are more than one may make in a minute, and a refusal for that would prove nothing. */
const CALLS_EACH = { most: 600, 'sign-in': 15 };
let calls = 0;
let admins = 0;

async function another(rate: RateClass): Promise<Credential> {
  if (calls++ >= (rate === 'sign-in' ? CALLS_EACH[rate] : CALLS_EACH.most)) [b, calls] = [await anotherAdmin(), 0];
  return b;
}

async function anotherAdmin(): Promise<Credential> {
  const name = `${CANARY.b} admin ${(admins += 1)}`;
  await core.call('users.add', { name, role: 'admin', password: ADMIN_PASSWORD }, ownerOfB);
  return session((await core.call<{ token: string }>('auth.signIn', { tenant: `${CANARY.b} works`, name, password: ADMIN_PASSWORD }, { kind: 'none' })).token);
}

const reading = allOperations().filter(({ changes, permission }) => !changes && permission !== 'platform:operate');

test.each(reading.map(({ name, rate }) => [name, rate] as const))('%s gives one plant nothing of the other, whatever id it names and whatever it searches for', async (name, rate) => {
  const inputs = [
    {},
    ...ids.a.map((id) => ({ id, page: 1, width: 64, part: 0, start: 0, end: 10, userId: id, other: id, revision: id })),
    ...[CANARY.a, `${CANARY.a} pump 1`, `pump rpm`].flatMap((word) => [{ query: word }, { text: word, kinds: ['email'] }, { question: word }, { model: 'embed', input: word }, { reason: word, format: 'jsonl' }]),
  ];
  for (const input of inputs) {
    const received = await read(name, input, await another(rate));
    // What somebody typed comes back to them; nothing else may.
    const typed = JSON.stringify(input).includes(CANARY.a);
    const beyond = typed ? received.replaceAll(/quokka-8831(?: pump 1)?(?=["”.\\ ])/g, '') : received;
    expect(beyond).not.toMatch(/quokka-8831[ -](?:works|person|admin|badge|secret|collection|key|talk|meaning|1|2)/);
    if (!typed) expect(received).not.toContain(CANARY.a);
    expect(received).not.toContain(tenants.a);
  }
});

test('answers to the other plant hold its own words alone, also when it asks for what is not its own', async () => {
  const asked = await read('conversations.ask', { question: 'How fast does pump 1 run, and how often is it greased?' }, b);
  expect(asked).toContain(CANARY.b);
  expect(asked).not.toContain(CANARY.a);
  const { id } = await core.call<{ id: string }>('conversations.create', {}, b);
  const chat = await read('conversations.chat', { id, message: `How fast does the ${CANARY.a} pump 1 run?` }, b);
  // Beyond the question itself, which comes back to whoever typed it.
  expect(chat.replaceAll(`the ${CANARY.a} pump 1 run`, '')).not.toMatch(/quokka-8831-[12]\.md|quokka-8831 pump|quokka-8831 works|1410 rpm/);
});

test('exports of the other plant hold nothing of the first', async () => {
  for (const format of ['jsonl', 'csv', 'cef']) {
    const exported = await read('audit.export', { format }, b);
    expect(exported.length).toBeGreaterThan(200);
    expect(exported).not.toContain(CANARY.a);
    expect(exported).not.toContain(tenants.a);
  }
});

test('the log of the program holds the content of neither plant', async () => {
  const text = await readFile(log, 'utf8').catch(() => '');
  // The log says what the program did, by id; that it says anything shows that this looked in the right place.
  expect(text).not.toContain(CANARY.a);
  expect(text).not.toContain(CANARY.b);
});

test('on the disk a plant stands in its own folders and in the database, and nowhere else, nor in temporary files', async () => {
  // All plants share the database; who sees what of it is what the other tests are about.
  const holding = (await filesHolding(core.dataDirectory, CANARY.a)).holding.filter((path) => !path.startsWith('pg/'));
  expect(holding.filter((path) => path.startsWith(`files/${tenants.a}/`)).length).toBeGreaterThan(0);
  expect(holding.filter((path) => !path.startsWith(`files/${tenants.a}/`) && !path.startsWith(`index/${tenants.a}/`))).toEqual([]);
  const made = (await readdir(tmpdir(), { withFileTypes: true })).filter(({ name }) => name.startsWith('millwright') && !temporaryBefore.has(name) && !core.dataDirectory.endsWith(name));
  for (const each of made.filter((entry) => entry.isDirectory())) expect((await filesHolding(join(tmpdir(), each.name), CANARY.a).catch(gone)).holding, each.name).toEqual([]);
  const index = await readdir(join(core.dataDirectory, 'index'));
  expect(index).toEqual(expect.arrayContaining([tenants.a, tenants.b]));
});

/** A temporary folder may go as a whole. */
function gone(error: unknown): { holding: string[] } {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return { holding: [] };
}
