import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAnchorFile } from '#shared/contract/anchor-file.ts';
import type { AuditRecord } from '#shared/contract/audit.ts';
import type { ChatEvent } from '#shared/contract/conversations.ts';
import { EXPORT_PIECE_BYTES, type Hold, type Holdings } from '#shared/contract/privacy.ts';
import type { UserSummary } from '#shared/contract/users.ts';
import { conversationName, tenantFolder } from '#adapters/llama/state-names.ts';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { sql } from '#core/ports/sql.ts';
import { beginErasure } from '#core/privacy/index.ts';
import { findProgramFiles } from '#hosts/program-files.ts';
import { filesHolding } from '#test/support/files-holding.ts';
import { ADMIN_PASSWORD, addPerson, collect, openTestCore, setUpPlant, streamOf, type TestCore, verifyLog } from '#test/support/test-core.ts';
import { quietLogger } from '#test/support/test-workers.ts';

const CANARY = 'wombat-7741';
const REASON = 'A claim against the plant is pending.';
const TEXT = 'The blender runs at 300 rpm.';

interface Ready { type: 'ready'; exportId: string; filename: string; sizeBytes: number; withheld: number }
interface Erased { type: 'erased'; pseudonym: string; removed: Holdings }

let plant: TestCore;
let admin: Credential;

beforeAll(async () => {
  plant = await openTestCore();
  admin = await setUpPlant(plant);
});
afterAll(() => plant.close());

const refusal = (code: string) => ({ error: { code } });

/** A person with something of each kind. */
async function somebody(name: string, canary = `${name} ${CANARY}`): Promise<{ id: string; credential: Credential; conversation: string; document: string }> {
  const { id, credential } = await addPerson(plant, admin, name, 'user');
  await plant.call('users.setEmail', { id, email: `${canary.toLowerCase().replaceAll(' ', '.')}@plant.example` }, admin);
  const { document } = await plant.call<{ document: { id: string } }>('documents.upload', { filename: `${name}.txt`, content: streamOf(`${TEXT} Filed under ${name}.`) }, credential);
  await plant.core.ingestionIdle();
  const { id: conversation } = await plant.call<{ id: string }>('conversations.create', { title: canary }, credential);
  const last = (await collect(await plant.events<ChatEvent>('conversations.chat', { id: conversation, message: `How fast does the blender run? ${canary}` }, credential))).at(-1);
  if (last?.type !== 'answer') throw new Error('no answer');
  await plant.call('feedback.give', { messageId: last.message.id, verdict: 'bad', correction: `At 310 rpm, says ${canary}.` }, credential);
  await plant.call('apikeys.create', { name: canary, scopes: ['search:query'] }, credential);
  return { id, credential, conversation, document: document.id };
}

async function exported(id: string, by = admin): Promise<{ ready: Ready; files: Record<string, string> }> {
  const ready = (await collect(await plant.events<Ready>('privacy.export', { id }, by))).at(-1);
  if (ready?.type !== 'ready') throw new Error('nothing was exported');
  const blob = await plant.call<Blob>('privacy.download', { id: ready.exportId }, by);
  const files = unzipSync(new Uint8Array(await blob.arrayBuffer()));
  return { ready, files: Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, strFromU8(bytes)])) };
}

async function erase(id: string, confirm: string, by = admin): Promise<Erased> {
  const last = (await collect(await plant.events<Erased>('privacy.erase', { id, confirm }, by))).at(-1);
  if (last?.type !== 'erased') throw new Error('nothing was erased');
  return last;
}

describe('an export', () => {
  test("holds every row of the person as JSON and the originals they uploaded, and nobody else's", async () => {
    const ida = await somebody('Ida');
    await somebody('Otto');
    const { files, ready } = await exported(ida.id);
    expect(ready).toMatchObject({ withheld: 0, filename: `millwright-${ida.id}.zip` });
    const json = (name: string) => JSON.parse(files[name] ?? 'null') as Record<string, unknown>[];
    expect(json('account.json')).toMatchObject([{ id: ida.id, display_name: 'Ida', email: `ida.${CANARY}@plant.example`, role: 'user' }]);
    expect(json('conversations.json')).toMatchObject([{ id: ida.conversation, title: `Ida ${CANARY}` }]);
    expect(json('messages.json')).toMatchObject([{ role: 'user', content: expect.stringContaining(`Ida ${CANARY}`) }, { role: 'assistant', conversationId: ida.conversation }]);
    expect(json('documents.json')).toMatchObject([{ id: ida.document, filename: 'Ida.txt', original: `originals/${ida.document}/Ida.txt` }]);
    expect(files[`originals/${ida.document}/Ida.txt`]).toContain(TEXT);
    expect(json('feedback.json')).toMatchObject([{ verdict: 'bad', correction: expect.stringContaining('310 rpm'), answer: expect.stringContaining('Filed under Ida') }]);
    expect(json('api-keys.json')).toHaveLength(1);
    expect(json('sessions.json')).toHaveLength(1);
    expect(json('record.json').length).toBeGreaterThan(5);
    expect(JSON.stringify(files)).not.toContain('Otto');
  });

  test('carries an anchor of the record it was made from, with which the whole record is checked', async () => {
    const { files } = await exported((await somebody('Ana')).id);
    const anchor = readAnchorFile(files['record.anchor'] ?? '');
    expect(anchor).not.toBeNull();
    const last = (JSON.parse(files['record.json'] ?? '[]') as { seq: number }[]).map(({ seq }) => seq).reduce((a, b) => Math.max(a, b), 0);
    expect((JSON.parse(anchor?.statement ?? '{}') as { seq: number }).seq).toBeGreaterThanOrEqual(last);
    expect(await verifyLog(plant, admin, anchor)).toMatchObject({ ok: true });
  });

  test('holds no password hash, token or key', async () => {
    const { files } = await exported((await somebody('Pia')).id);
    expect(JSON.stringify(files)).not.toMatch(/argon2|token_hash|key_hash|password_hash|mwk_[0-9a-f]{12}_/);
  });

  test('can be fetched in pieces, by who had it made and nobody else', async () => {
    const rudi = await somebody('Rudi');
    const bytes = new Uint8Array(3 * EXPORT_PIECE_BYTES).map((_, index) => (index * 7919) % 251);
    await plant.call('documents.upload', { filename: 'big.txt', content: { stream: (async function* () { yield bytes; })() } }, rudi.credential).catch(() => undefined);
    const { ready } = await exported(rudi.id);
    const pieces: Blob[] = [];
    for (let from = 0; from < ready.sizeBytes; from += EXPORT_PIECE_BYTES) pieces.push(await plant.call<Blob>('privacy.download', { id: ready.exportId, from }, admin));
    const whole = await plant.call<Blob>('privacy.download', { id: ready.exportId }, admin);
    expect(pieces.every(({ size }) => size <= EXPORT_PIECE_BYTES)).toBe(true);
    expect(Buffer.from(await new Blob(pieces).arrayBuffer()).equals(Buffer.from(await whole.arrayBuffer()))).toBe(true);
    const other = await addPerson(plant, admin, 'Second Admin', 'admin');
    await expect(plant.call('privacy.download', { id: ready.exportId }, other.credential)).rejects.toMatchObject(refusal('EXPORT_NOT_FOUND'));
  });

  test('leaves out what is above the clearance of who makes it, says so, and is told to the person', async () => {
    const vera = await somebody('Vera');
    const steps = [{ key: 's1', title: 'Speed', instruction: 'How fast does the blender run? Filed under Vera.', agent: null }];
    const planned = (await collect(await plant.events<{ plan: { id: string } }>('plans.create', { goal: 'Know the speed', steps }, vera.credential))).at(-1);
    await plant.call('plans.approve', { id: planned?.plan.id, version: 1 }, vera.credential);
    await plant.call('plans.run', { id: planned?.plan.id }, vera.credential);
    await collect(await plant.events('plans.watch', { id: planned?.plan.id }, vera.credential));
    const own = (await exported(vera.id)).files;
    for (const name of ['feedback.json', 'plans.json']) expect(own[name]).toContain(`${TEXT} Filed under Vera`);
    await plant.call('documents.change', { id: vera.document, label: 'restricted' }, admin);
    const low = await addPerson(plant, admin, 'Low Admin', 'admin');
    await plant.call('policy.setPersonClearance', { id: low.id, clearance: 'internal' }, admin);
    const { files, ready } = await exported(vera.id, low.credential);
    expect(ready.withheld).toBe(1);
    expect(JSON.stringify(files)).not.toContain(`${TEXT} Filed under Vera`);
    for (const name of ['documents.json', 'feedback.json', 'plans.json']) expect(files[name]).toContain('above the clearance');
    expect(files['feedback.json']).not.toContain('310 rpm');
    const { openings } = await plant.call<{ openings: object[] }>('openings.mine', {}, vera.credential);
    expect(openings).toMatchObject([{ conversationId: null, openedBy: { name: 'Low Admin' } }, { conversationId: null, openedBy: { name: 'Ada' } }]);
  });

  test('that its reader leaves leaves no file behind', async () => {
    const { id } = await somebody('Wim');
    const before = await readdir(join(plant.dataDirectory, 'exports'));
    const stop = new AbortController();
    const events = await plant.events('privacy.export', { id }, admin, stop.signal);
    stop.abort();
    await expect(collect(events)).rejects.toMatchObject(refusal('CANCELLED'));
    expect(await readdir(join(plant.dataDirectory, 'exports'))).toEqual(before);
  });
});

describe('a legal hold', () => {
  test('is placed and released for a reason, shows among the holds, and only its keyed hash is recorded', async () => {
    const { id } = await somebody('Hal');
    await expect(plant.call('privacy.hold', { id, reason: 'x' }, admin)).rejects.toMatchObject(refusal('INVALID_INPUT'));
    await plant.call('privacy.hold', { id, reason: REASON }, admin);
    await expect(plant.call('privacy.hold', { id, reason: REASON }, admin)).rejects.toMatchObject(refusal('PERSON_HELD'));
    expect((await plant.call<{ holds: Hold[] }>('privacy.holds', {}, admin)).holds[0]).toMatchObject({ person: { name: 'Hal' }, reason: REASON, placedBy: { name: 'Ada' }, released: null });
    expect((await plant.call<{ users: UserSummary[] }>('users.list', {}, admin)).users.find(({ name }) => name === 'Hal')).toMatchObject({ held: true, erased: false });
    await plant.call('privacy.release', { id, reason: 'The claim was settled.' }, admin);
    await expect(plant.call('privacy.release', { id, reason: REASON }, admin)).rejects.toMatchObject(refusal('HOLD_NOT_FOUND'));
    expect((await plant.call<{ holds: Hold[] }>('privacy.holds', {}, admin)).holds.find(({ person }) => person.id === id)).toMatchObject({ released: { by: { name: 'Ada' }, reason: 'The claim was settled.' } });
    const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { event: 'privacy.held', outcome: 'ok' }, admin);
    expect(records[0]).toMatchObject({ resourceId: id, metadata: { reasonHash: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    expect(JSON.stringify(await plant.call('audit.list', { limit: 500 }, admin))).not.toContain('claim');
  });

  test('keeps the record from their first one on from being pruned', async () => {
    const una = await somebody('Una');
    const held = async () => (await plant.call<{ heldFrom: number | null }>('audit.retention', {}, admin)).heldFrom;
    expect(await held()).toBeNull();
    await plant.call('privacy.hold', { id: una.id, reason: REASON }, admin);
    const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { limit: 500 }, admin);
    const theirs = records.filter(({ userId, resourceId }) => userId === una.id || resourceId === una.id).map(({ seq }) => seq);
    expect(await held()).toBe(Math.min(...theirs));
    await plant.call('privacy.release', { id: una.id, reason: 'The claim was settled.' }, admin);
    expect(await held()).toBeNull();
  });

  test('keeps a person from being erased and from deleting or replacing what is theirs', async () => {
    const kim = await somebody('Kim');
    await plant.call('privacy.hold', { id: kim.id, reason: REASON }, admin);
    await expect(erase(kim.id, 'Kim')).rejects.toMatchObject(refusal('PERSON_HELD'));
    await expect(plant.call('conversations.delete', { id: kim.conversation }, kim.credential)).rejects.toMatchObject(refusal('PERSON_HELD'));
    const { messages } = await plant.call<{ messages: { id: string }[] }>('conversations.get', { id: kim.conversation }, kim.credential);
    await expect(plant.events('conversations.chat', { id: kim.conversation, message: 'Another', replaces: messages[0]?.id }, kim.credential).then(collect)).rejects.toMatchObject(refusal('PERSON_HELD'));
    await plant.call('privacy.release', { id: kim.id, reason: 'The claim was settled.' }, admin);
    await plant.call('conversations.delete', { id: kim.conversation }, kim.credential);
  });
});

describe('erasing', () => {
  test('is refused without the name, for oneself, and twice; and a count says before what will go', async () => {
    const lea = await somebody('Lea');
    const { holdings, hold, erased } = await plant.call<{ holdings: Holdings; hold: null; erased: boolean }>('privacy.holdings', { id: lea.id }, admin);
    expect({ hold, erased }).toEqual({ hold: null, erased: false });
    expect(holdings).toMatchObject({ conversations: 1, messages: 2, sessions: 1, keys: 1, documents: 1 });
    for (const confirm of ['lea', 'Lea B', 'Ada']) await expect(erase(lea.id, confirm)).rejects.toMatchObject(refusal('NOT_CONFIRMED'));
    const me = await plant.call<{ user: { id: string } }>('auth.whoami', {}, admin);
    await expect(erase(me.user.id, 'Ada')).rejects.toMatchObject(refusal('ERASE_REFUSED'));
    expect(await erase(lea.id, 'Lea')).toMatchObject({ removed: { messages: 2 } });
    await expect(erase(lea.id, 'Lea')).rejects.toMatchObject(refusal('ERASE_REFUSED'));
  });

  test('takes the person out: no session, no sign-in, no conversation; documents stay under a pseudonym', async () => {
    const max = await somebody('Max');
    const { ready } = await exported(max.id);
    const { pseudonym } = await erase(max.id, 'Max');
    await expect(plant.call('auth.whoami', {}, max.credential)).rejects.toMatchObject(refusal('UNAUTHENTICATED'));
    await expect(plant.call('auth.signIn', { name: 'Max', password: ADMIN_PASSWORD })).rejects.toMatchObject(refusal('SIGN_IN_FAILED'));
    await expect(plant.call('conversations.breakGlass', { id: max.conversation, reason: REASON }, admin)).rejects.toMatchObject(refusal('CONVERSATION_NOT_FOUND'));
    await expect(plant.call('privacy.download', { id: ready.exportId }, admin)).rejects.toMatchObject(refusal('EXPORT_NOT_FOUND'));
    const { users } = await plant.call<{ users: UserSummary[] }>('users.list', {}, admin);
    expect(users.find(({ id }) => id === max.id)).toMatchObject({ name: pseudonym, active: false, erased: true, lastSignIn: null });
    expect((await plant.call<{ results: { text: string }[] }>('search.query', { query: 'blender filed under Max' }, admin)).results.length).toBeGreaterThan(0);
    for (const [operation, input] of [['users.setActive', { active: true }], ['users.resetPassword', { password: ADMIN_PASSWORD }], ['users.setRole', { role: 'admin' }]] as const) {
      await expect(plant.call(operation, { id: max.id, ...input }, admin)).rejects.toMatchObject(refusal('USER_NOT_FOUND'));
    }
    expect(await plant.call('privacy.holdings', { id: max.id }, admin)).toMatchObject({ erased: true, holdings: { conversations: 0, messages: 0, notices: 1, sessions: 0, credentials: 0, documents: 1 } });
    // Their name is free again.
    await addPerson(plant, admin, 'Max', 'user');
  });

  test('leaves the record whole, with a pseudonym for a name', async () => {
    const nia = await somebody('Nia');
    const { pseudonym } = await erase(nia.id, 'Nia');
    const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { userId: nia.id }, admin);
    expect(records.length).toBeGreaterThan(5);
    expect(new Set(records.map(({ userName }) => userName))).toEqual(new Set([pseudonym]));
    const ended = await plant.call<{ records: AuditRecord[] }>('audit.list', { event: 'privacy.erased' }, admin);
    expect(ended.records[0]).toMatchObject({ resourceId: nia.id, metadata: { messages: 2 } });
    expect(await verifyLog(plant, admin)).toMatchObject({ ok: true });
    expect(JSON.stringify(await plant.call('audit.list', { limit: 500 }, admin))).not.toContain('Nia');
  });

  test('leaves their words in no file of the data directory, whatever its end was: nor in the log of changes', async () => {
    const secret = 'numbat-90210';
    const uri = await somebody('Uri', secret);
    await plant.call('privacy.hold', { id: uri.id, reason: `About ${secret} as it was.` }, admin);
    await plant.call('privacy.release', { id: uri.id, reason: `No more about ${secret}.` }, admin);
    await plant.call('conversations.breakGlass', { id: uri.conversation, reason: `Looking for ${secret}.` }, admin);
    // Kept to compare models with, too.
    expect(await plant.call('evaluationSets.create', { name: 'what people found' }, admin)).toMatchObject({ corrected: expect.any(Number) });
    expect((await filesHolding(plant.dataDirectory, secret)).holding).not.toEqual([]);
    await erase(uri.id, 'Uri');
    expect((await filesHolding(plant.dataDirectory, secret)).holding).toEqual([]);
  });

  test('removes what a language model has kept of their conversations, and not of those of others', async () => {
    const [eli, other] = [await somebody('Eli'), await somebody('Ute')];
    const { tenant } = await plant.call<{ tenant: { id: string } }>('auth.whoami', {}, admin);
    const folder = tenantFolder(join(plant.dataDirectory, 'states'), tenant.id);
    await mkdir(folder, { recursive: true });
    const kept = ({ id, conversation }: { id: string; conversation: string }) => `${conversationName(`${tenant.id}/${id}/${conversation}`)}-0123.kv`;
    for (const person of [eli, other]) await writeFile(join(folder, kept(person)), 'what was read');
    await erase(eli.id, 'Eli');
    expect(await readdir(folder)).toEqual([kept(other)]);
  });

  test('that its caller leaves goes on all the same', async () => {
    const { id } = await somebody('Sam');
    for await (const _ of await plant.events('privacy.erase', { id, confirm: 'Sam' }, admin)) break;
    await expect.poll(async () => (await plant.call<{ records: AuditRecord[] }>('audit.list', { event: 'privacy.erased' }, admin)).records.some(({ resourceId }) => resourceId === id), { timeout: 60_000 }).toBe(true);
  });
});

test('deleting a document removes what language models have read of it, in every conversation of the plant', async () => {
  const { tenant } = await plant.call<{ tenant: { id: string } }>('auth.whoami', {}, admin);
  const folder = tenantFolder(join(plant.dataDirectory, 'states'), tenant.id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${conversationName(`${tenant.id}/somebody/something`)}-0123.kv`), 'what was read');
  const { document } = await plant.call<{ document: { id: string } }>('documents.upload', { filename: 'gone.md', content: streamOf('# Gone soon') }, admin);
  await plant.call('documents.delete', { id: document.id }, admin);
  expect(await readdir(folder).catch(() => [])).toEqual([]);
});

test('none of it is for anybody but an admin in person', async () => {
  const ben = await somebody('Ben');
  const calls: [string, object][] = [['privacy.holdings', {}], ['privacy.export', {}], ['privacy.erase', { confirm: 'Ben' }], ['privacy.hold', { reason: REASON }], ['privacy.release', { reason: REASON }], ['privacy.holds', {}]];
  for (const role of ['user', 'viewer', 'auditor']) {
    const { credential } = await addPerson(plant, admin, `Curious ${role}`, role);
    for (const [operation, input] of calls) {
      await expect(plant.core.pipeline.invoke({ operation, input: { id: ben.id, ...input }, credential, signal: new AbortController().signal, caller: 'test' })).rejects.toMatchObject(refusal('FORBIDDEN'));
    }
  }
  await expect(plant.call('apikeys.create', { name: 'eraser', scopes: ['privacy:manage'] }, admin)).rejects.toMatchObject(refusal('KEY_REFUSED'));
});

test('what a start finds unfinished it finishes', async () => {
  const tom = await somebody('Tom');
  const me = await plant.call<{ user: { id: string }; tenant: { id: string } }>('auth.whoami', {}, admin);
  const tenantId = me.tenant.id;
  await plant.core.close();
  const program = findProgramFiles();
  const database = await createPgliteDatabase({ directory: join(plant.dataDirectory, 'pg'), migrationsDirectory: program.resource('migrations'), workerUrl: program.entryUrl('database-worker'), logger: quietLogger });
  // As far as a power cut right after the first step would leave it.
  await database.withTenant({ tenantId, userId: null }, (tx) => beginErasure(tx, { id: tom.id, by: me.user.id, tenantId, now: new Date(), confirmed: () => undefined }));
  expect(await database.withTenant({ tenantId, userId: null }, (tx) => tx.rows(sql`SELECT id FROM conversations WHERE user_id = ${tom.id}`))).toHaveLength(1);
  await database.close();
  await plant.restart();
  await expect.poll(async () => (await plant.call<{ records: AuditRecord[] }>('audit.list', { event: 'privacy.erased' }, admin)).records.some(({ resourceId }) => resourceId === tom.id), { timeout: 60_000 }).toBe(true);
  expect(await plant.call('privacy.holdings', { id: tom.id }, admin)).toMatchObject({ holdings: { conversations: 0, messages: 0 }, erased: true });
  expect((await filesHolding(plant.dataDirectory, `Tom ${CANARY}`)).holding).toEqual([]);
});
