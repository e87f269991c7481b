import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { changeState, comparisonRows, forgetFailures, nextQuestion, oneComparison, putAnswer, questionRows, withTotals } from '#core/comparisons/comparison-rows.ts';
import { deleteSet, listSets } from '#core/comparisons/set-rows.ts';
import { logLines } from '#core/audit/log-rows.ts';
import { conversationPages } from '#core/conversations/conversation-pages.ts';
import { messagesOf } from '#core/conversations/message-rows.ts';
import { openingsWhere } from '#core/conversations/openings.ts';
import { createConversationStore } from '#core/conversations/store.ts';
import { feedbackRows, ownAnswer } from '#core/feedback/feedback-rows.ts';
import { createSecondFactors } from '#core/identity/second-factor/second-factors.ts';
import { createSessions } from '#core/identity/sessions.ts';
import { createSsoStore } from '#core/identity/sso/sso-settings.ts';
import { deliveriesWhere } from '#core/notices/delivery-rows.ts';
import { createNoticeSettings } from '#core/notices/settings-store.ts';
import { deleteRemote, remoteRows } from '#core/models/remote/remote-rows.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql, type SqlStatement } from '#core/ports/sql.ts';
import { switchText } from '#core/knowledge/ingestion/switch-text.ts';
import { searchScope } from '#core/knowledge/retrieval/search-scope.ts';
import { LABELS } from '#shared/contract/permissions.ts';
import { inUseRows, textsInUse, versionRows } from '#core/prompts/prompt-rows.ts';
import { beginErasure, removeRows } from '#core/privacy/erase-rows.ts';
import { holdingsOf } from '#core/privacy/holdings.ts';
import { holdOn, holdsWhere } from '#core/privacy/holds.ts';
import { recordPages, smallKinds } from '#core/privacy/person-rows.ts';
import { countOldViolations, removeOldViolations } from '#core/guardrails/index.ts';
import { countOldGenerations, removeOldGenerations, sumsByDay, sumsByModel, sumsByPerson, sumsSince, usedSince } from '#core/usage/usage-rows.ts';
import { collect } from '#test/support/test-core.ts';
import { type FilledTenant, FILL, fillTenant } from './fill-tenant.ts';
import { freshDataDirectory, MIGRATIONS, silent } from './open-test-database.ts';
import { fillKnowledge, type Knowledge, knowledgeOver } from './knowledge-alone.ts';
import { CHANGES, DECIDED } from './knowledge-changes.ts';
import { NOTHING, REFUSED, SHOWN } from './knowledge-readings.ts';
import { unguardedDatabase, unguardedTransaction } from './unguarded-database.ts';

const OTHER = 'canary-b';
const TABLES = ['users', ...Object.keys(FILL)];
/** What is refused because it is not there. */
const ABSENT = expect.toSatisfy((error: { code?: string; name: string }) => error.code?.endsWith('NOT_FOUND') === true || error.name === 'DocumentGone') as object;
/** Rows enough for a plan to matter. */
const MANY = 1_500;
const LONG_AGO = new Date(0);
const clock = { now: () => new Date(), monotonicMs: () => 0 };
const crypto = { uuid: randomUUID, token: () => 'token', sha256: (text: string) => text, randomBytes: (length: number) => new Uint8Array(length) };
let data: string;
let pg: PGlite;
let a: FilledTenant;
let b: FilledTenant;
let database: Database;
let tx: Transaction;
let reader: Principal;
let k: Knowledge;
let before: unknown;

beforeAll(async () => {
  data = await freshDataDirectory();
  const guarded = await createPgliteDatabase({ directory: join(data, 'pg'), migrationsDirectory: MIGRATIONS, logger: silent, floorBytes: 0 });
  a = await fillTenant(guarded, 'canary-a');
  b = await fillTenant(guarded, OTHER);
  await guarded.close();
  pg = await PGlite.create(join(data, 'pg'));
  for (const table of TABLES) await pg.exec(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
  await fillKnowledge(pg);
  database = unguardedDatabase(pg);
  tx = unguardedTransaction(pg, a.tenantId);
  reader = {
    tenantId: a.tenantId, tenantName: 'A', tenantSlug: 'a', userId: a.userId, userName: 'A', role: 'admin', clearance: 'restricted', askRate: null,
    sessionId: null, expiresAt: null, via: 'session', signedIn: { method: 'local', rolesAsOf: null, locked: false },
  };
  k = await knowledgeOver({ pg, database, tx, reader, a, b });
  before = await rowsOfB();
});
afterAll(async () => {
  await pg.close();
  await rm(data, { recursive: true, force: true });
});
beforeEach(async () => {
  await pg.exec('BEGIN');
});
afterEach(async () => {
  await pg.exec('ROLLBACK');
});

async function rowsOfB(): Promise<unknown[]> {
  const tables: unknown[] = [];
  for (const table of TABLES) tables.push((await pg.query(`SELECT * FROM ${table} t WHERE tenant_id = $1 ORDER BY t::text`, [b.tenantId])).rows);
  return tables;
}

const store = () => createConversationStore({ database, clock, crypto, cited: { kept: () => undefined, standings: async () => new Map() } } as unknown as Parameters<typeof createConversationStore>[0]);
const sessions = () => createSessions({ database, clock, crypto } as unknown as Parameters<typeof createSessions>[0]);
const factors = () => createSecondFactors({ database, clock, crypto, secrets: {} } as unknown as Parameters<typeof createSecondFactors>[0]);
const sso = () => createSsoStore({ database, clock, secrets: { open: () => null } } as unknown as Parameters<typeof createSsoStore>[0]);

describe('the condition alone in each statement, with no policy, no stamp and no role', () => {
  test('nothing else keeps rows apart here: a statement without one reads every plant', async () => {
    expect(JSON.stringify(await tx.rows(sql`SELECT content FROM messages`))).toContain(OTHER);
  });

  const lists: [string, () => Promise<unknown>][] = [
    ['conversations', () => store().list(reader, undefined)],
    ['conversations with a word', () => store().list(reader, 'canary')],
    ['conversation pages', () => collect(conversationPages(database, reader, a.userId))],
    ['openings', () => openingsWhere(tx, sql`o.reason <> '' OR true`)],
    ['legal holds', () => holdsWhere(tx, sql`h.reason <> '' OR true`)],
    ['feedback', () => feedbackRows(tx, LABELS)],
    ['evaluation sets', () => listSets(tx, LABELS)],
    ['what models are to be asked', async () => [await nextQuestion(tx, { id: a.planId, set_id: a.collectionId }, LABELS)]],
    ['comparisons of models', async () => withTotals(tx, await comparisonRows(tx))],
    ['answers side by side', async () => questionRows(tx, await oneComparison(tx, a.planId), LABELS, { from: 0, most: 10 })],
    ['notices', () => deliveriesWhere(tx, sql`d.kind <> '' OR true`, 10)],
    ['how approvers are told', async () => [await createNoticeSettings({ database, clock, secrets: {}, egress: {} } as unknown as Parameters<typeof createNoticeSettings>[0]).load(tx)]],
    ['prompts in use', () => inUseRows(tx)],
    ['versions of a prompt', () => versionRows(tx, { name: 'answer', kind: 'system', language: 'any' })],
    ['texts of prompts in use', () => textsInUse(tx, 'answer', 'en')],
    ['use by person', () => sumsByPerson(tx, LONG_AGO)],
    ['use by model', () => sumsByModel(tx, LONG_AGO)],
    ['models elsewhere', () => remoteRows(tx)],
    ['the record', () => collect(logLines(database, reader, 1_000, new AbortController().signal))],
    ['how people sign in', async () => [await sso().load(a.tenantId)]],
  ];
  test.each(lists)('%s: a plant is shown its own and nothing of another', async (_name, list) => {
    const shown = await list();
    expect((shown as unknown[]).length).toBeGreaterThan(0);
    expect(JSON.stringify(shown)).not.toContain(OTHER);
    expect(JSON.stringify(shown)).not.toContain(b.userId);
  });

  test('sums count a plant\'s own use alone', async () => {
    expect((await sumsSince(tx, LONG_AGO, null)).answers).toBe(1);
    expect((await sumsByDay(tx, LONG_AGO)).map(({ answers }) => answers)).toEqual([1]);
    expect((await usedSince(tx, LONG_AGO, null)).tokens).toBe(2);
  });

  test('what is asked of a person of another plant is nothing', async () => {
    expect(Object.values(await holdingsOf(tx, a.userId)).some((count) => count > 0)).toBe(true);
    expect(Object.values(await holdingsOf(tx, b.userId)).every((count) => count === 0)).toBe(true);
    for (const statement of Object.values(smallKinds(a.tenantId, b.userId, LABELS))) expect(await tx.rows(statement)).toEqual([]);
    expect(await collect(recordPages(database, reader, b.userId))).toEqual([[]]);
    expect(await collect(conversationPages(database, reader, b.userId))).toEqual([[]]);
    expect(await messagesOf(tx, b.conversationId)).toEqual([]);
    expect(await holdOn(tx, b.userId)).toBeNull();
    expect(await factors().state(a.tenantId, b.userId)).toEqual({ on: false, recoveryCodes: 0 });
    const [message] = await tx.rows<{ id: string }>(sql`SELECT id FROM messages WHERE tenant_id = ${b.tenantId}`);
    expect(await ownAnswer(tx, b.userId, message?.id ?? '')).toBeUndefined();
  });

  const refusals: [string, () => Promise<unknown>][] = [
    ['read', () => store().get(reader, b.conversationId)],
    ['renamed', () => store().rename(reader, b.conversationId, 'taken')],
    ['limited', () => store().limit(reader, b.conversationId, { collections: [], documents: [] })],
    ['deleted', () => store().delete(reader, b.conversationId)],
    ['opened with a reason', () => store().breakGlass(reader, b.conversationId, 'curious')],
    ['erased with its person', () => beginErasure(tx, { id: b.userId, by: a.userId, now: new Date(), tenantId: a.tenantId, confirmed: () => undefined })],
  ];
  test.each(refusals)('what is another plant\'s cannot be %s', async (_name, act) => {
    await expect(act()).rejects.toMatchObject({ code: expect.stringMatching(/NOT_FOUND$/) as unknown });
    expect(await rowsOfB()).toEqual(before);
  });

  test('changes aimed at another plant\'s rows touch none', async () => {
    const [remote] = await tx.rows<{ id: string }>(sql`SELECT id FROM remote_models WHERE tenant_id = ${b.tenantId}`);
    const [open] = await tx.rows<{ id: string }>(sql`SELECT id FROM sessions WHERE tenant_id = ${b.tenantId}`);
    expect(await deleteRemote(tx, remote?.id ?? '')).toBe(false);
    expect(await sessions().closeAll(tx, b.userId)).toBe(0);
    await sessions().close(a.tenantId, open?.id ?? '');
    await sessions().setLocked(a.tenantId, open?.id ?? '', new Date());
    await sessions().touch(a.tenantId, open?.id ?? '', LONG_AGO);
    expect(await factors().remove(a.tenantId, b.userId)).toBe(false);
    expect(await collect(removeRows(database, a.tenantId, b.userId))).toEqual([]);
    expect(await deleteSet(tx, b.collectionId)).toBe(false);
    expect(await changeState(tx, b.planId, ['running'], 'cancelled', { endedAt: new Date() })).toBe(false);
    await forgetFailures(tx, b.planId);
    await putAnswer(tx, { comparisonId: b.planId, setId: b.collectionId, side: 'against', place: 0, answer: null, error: 'none', cited: null, overlap: null, at: new Date() });
    expect(await rowsOfB()).toEqual(before);
  });

  test('changes of a whole plant stop at its edge', async () => {
    await sso().keepDocuments(a.tenantId, { documents: {}, fetchedAt: new Date() } as unknown as Parameters<ReturnType<typeof sso>['keepDocuments']>[1]);
    await sso().remove(a.tenantId);
    expect(await sso().load(a.tenantId)).toBeNull();
    expect(await rowsOfB()).toEqual(before);
    await pg.exec('DELETE FROM legal_holds; DELETE FROM feedback');
    const without = await rowsOfB();
    const later = new Date(Date.now() + 86_400_000);
    expect([await countOldGenerations(tx, later), await countOldViolations(tx, later)]).toEqual([1, 1]);
    expect([await removeOldGenerations(tx, later, 10), await removeOldViolations(tx, later, 10)]).toEqual([1, 1]);
    expect(await rowsOfB()).toEqual(without);
  });

  test('a legal hold, and what somebody judged, keep measures of their own plant alone', async () => {
    const later = new Date(Date.now() + 86_400_000);
    await pg.exec(`DELETE FROM legal_holds WHERE tenant_id = '${a.tenantId}'; UPDATE generations SET user_id = '${b.userId}'; UPDATE guardrail_violations SET user_id = '${b.userId}'`);
    expect([await countOldGenerations(tx, later), await countOldViolations(tx, later)]).toEqual([1, 1]);
  });
});

describe('the condition alone in the statements of the knowledge', () => {
  test.each(SHOWN)('%s: a plant is shown its own and nothing of another', async (_name, list) => {
    const shown = await list(k);
    expect((shown as unknown[]).length).toBeGreaterThan(0);
    for (const trace of [OTHER, b.documentId, b.userId]) expect(JSON.stringify(shown)).not.toContain(trace);
  });

  test.each(NOTHING)('%s of another plant: nothing', async (_name, ask) => {
    expect(await ask(k)).toBeNull();
  });

  test.each(REFUSED)('what another plant knows cannot be %s (%s)', async (_verb, name, input) => {
    await expect(k.call(name, input(k))).rejects.toMatchObject({ code: expect.stringMatching(/NOT_FOUND$/) as unknown });
    expect(await rowsOfB()).toEqual(before);
  });

  test.each(CHANGES)('$what in one plant changes nothing in another', async ({ given = '', act }) => {
    await pg.exec(given);
    const rows = await rowsOfB();
    await act(k).catch((error: unknown) => expect(error).toEqual(ABSENT));
    expect(await rowsOfB()).toEqual(rows);
  });

  test.each(DECIDED)('$what is not decided by another plant', async ({ given, ask, answer }) => {
    k.told.length = 0;
    await pg.exec(given);
    expect(await ask(k)).toEqual(answer);
  });
});

describe('a database without statistics', () => {
  beforeEach(async () => {
    const chunk = 'tenant_id, document_id, content, part, start_offset, end_offset';
    await pg.exec(`INSERT INTO documents (id, family_id, tenant_id, uploaded_by, filename, file_size_bytes, storage_path)
      SELECT gen_random_uuid(), gen_random_uuid(), '${a.tenantId}', '${a.userId}', n, 1, n FROM generate_series(1, ${MANY}) n`);
    for (const table of ['document_chunks', 'staged_chunks']) {
      await pg.exec(`INSERT INTO ${table} (id, chunk_index, ${chunk}) SELECT gen_random_uuid(), n, ${chunk} FROM ${table}, generate_series(1, ${MANY}) n`);
    }
  });

  const compared: [string, (among: Transaction) => Promise<unknown>][] = [
    ['a search', (among) => searchScope(among, {}, LABELS)],
    ['reading again', (among) => switchText(among, a.tenantId, a.documentId, { sameTitle: true })],
  ];
  test.each(compared)('%s compares no row with every other', async (_name, work) => {
    const asked: SqlStatement[] = [];
    const note = <T>(ask: (statement: SqlStatement) => Promise<T>) => (statement: SqlStatement) => (asked.push(statement), ask(statement));
    await work({ tenantId: tx.tenantId, rows: note(tx.rows) as Transaction['rows'], maybe: note(tx.maybe) as Transaction['maybe'], one: note(tx.one) as Transaction['one'], run: note(tx.run) });
    expect(asked.length).toBeGreaterThan(0);
    for (const { text, values } of asked) {
      const { rows } = await pg.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, [...values]);
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).not.toContain('Join Filter');
    }
  });
});
