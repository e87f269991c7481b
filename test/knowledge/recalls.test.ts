import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { RecallNotice } from '#shared/contract/recalls.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { sql } from '#core/ports/sql.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, bytesOf, callFor, invoke, type OpenKnowledge, openKnowledge, type Plant, removeData } from './open-knowledge.ts';

let data: string;
let open: OpenKnowledge;
let plant: Plant;
let other: Plant;

beforeAll(async () => {
  data = await freshDataDirectory();
  open = await openKnowledge(data, { embedding: 'none' });
  plant = await addPlant(open.database, 'North Works');
  other = await addPlant(open.database, 'South Works');
  await open.knowledge.start();
});

afterAll(async () => {
  await open.close();
  await removeData(data);
});

const call = <T = DocumentSummary>(name: string, input: object, who = plant.as('admin')): Promise<T> => invoke<T>(open.knowledge, name, input, callFor(who));

async function add(filename: string, text: string, more: object = {}, who = plant.as('admin')): Promise<DocumentSummary> {
  const input = { filename, content: { stream: bytesOf(text) }, label: 'internal', tags: [], ...more };
  const { document } = await call<{ document: DocumentSummary }>('documents.upload', input, who);
  await open.knowledge.ingestion.idle();
  return call('documents.get', { id: document.id }, who);
}

/** An answer of this person that cites this document as it stands, kept as conversations keep it. */
async function cite(document: DocumentSummary, who: Principal): Promise<string> {
  const [conversation, message] = [randomUUID(), randomUUID()];
  await open.database.withTenant({ tenantId: who.tenantId, userId: who.userId }, async (tx) => {
    await tx.run(sql`INSERT INTO conversations (id, tenant_id, user_id, title) VALUES (${conversation}, ${who.tenantId}, ${who.userId}, 'Asked')`);
    await tx.run(sql`INSERT INTO messages (id, tenant_id, conversation_id, seq, role, content) VALUES (${message}, ${who.tenantId}, ${conversation}, 1, 'assistant', 'Answer [1].')`);
    await tx.run(sql`INSERT INTO answer_sources (tenant_id, message_id, conversation_id, user_id, document_id, filename, revision, label, standing, cited_at)
      VALUES (${who.tenantId}, ${message}, ${conversation}, ${who.userId}, ${document.id}, ${document.filename}, ${document.revision}, ${document.label}, ${document.standing}, now())`);
  });
  return message;
}

const noticesOf = async (who: Principal): Promise<RecallNotice[]> => (await call<{ notices: RecallNotice[] }>('recalls.mine', { unseen: false }, who)).notices;
const toldOf = async (who: Principal, documentId: string): Promise<string[]> => (await noticesOf(who)).filter(({ recall }) => recall.documentId === documentId).map(({ recall }) => recall.reason);

async function inDays(days: number): Promise<string> {
  return open.database.withTenant({ tenantId: plant.tenantId, userId: null }, async (tx) => (await tx.one<{ day: string }>(sql`SELECT (current_date + ${days}::int)::text AS day`)).day);
}

test('an effective date that comes by itself recalls answers, once, also when it came while nothing ran', async () => {
  const old = await add('date old.txt', 'Old figure 5.');
  await cite(old, plant.as('user'));
  await add('date new.txt', 'New figure 6.', { replaces: old.id, effectiveOn: await inDays(1) });
  await open.knowledge.recalls.sweep();
  expect(await toldOf(plant.as('user'), old.id)).toEqual([]);
  await open.close();
  open = await openKnowledge(data, { embedding: 'none' });
  await open.database.withTenant({ tenantId: plant.tenantId, userId: null }, (tx) => tx.run(sql`UPDATE documents SET effective_on = effective_on - 1`));
  await open.knowledge.start();
  await expect.poll(() => toldOf(plant.as('user'), old.id), { timeout: 20_000 }).toEqual(['superseded']);
  for (let again = 0; again < 3; again += 1) await open.knowledge.recalls.sweep();
  expect(await toldOf(plant.as('user'), old.id)).toEqual(['superseded']);
  expect(open.recalled.filter((recall) => recall.documentId === old.id)).toMatchObject([{ reason: 'superseded', answers: 1 }]);
});

test('linking a revision that has long been there recalls answers too', async () => {
  const young = await add('link young.txt', 'Young.');
  const old = await add('link old.txt', 'Old.');
  await cite(old, plant.as('user'));
  await call('revisions.link', { id: young.id, replaces: old.id });
  expect(await toldOf(plant.as('user'), old.id)).toEqual(['superseded']);
});

test('an answer that was built on a superseded revision knowingly is not recalled for that', async () => {
  const old = await add('known old.txt', 'Known old.');
  await add('known new.txt', 'Known new.', { replaces: old.id });
  await cite(await call('documents.get', { id: old.id }), plant.as('user'));
  await open.knowledge.recalls.sweep();
  expect(await toldOf(plant.as('user'), old.id)).toEqual([]);
  await call('revisions.withdraw', { id: old.id, why: '' });
  expect(await toldOf(plant.as('user'), old.id)).toEqual(['withdrawn']);
});

test('an answer kept after the change, but built before it, joins the recall it missed', async () => {
  const document = await add('late.txt', 'Late.');
  await cite(document, plant.as('user'));
  await call('revisions.withdraw', { id: document.id, why: '' });
  await cite(document, plant.as('viewer'));
  open.knowledge.recalls.kept(plant.tenantId, [document.id]);
  await open.knowledge.recalls.sweep();
  const { recalls } = await call<{ recalls: { told: object[] }[] }>('recalls.list', { documentId: document.id });
  expect(recalls.map(({ told }) => told.length)).toEqual([2]);
  expect(await toldOf(plant.as('viewer'), document.id)).toEqual(['withdrawn']);
});

test('there and back is told once, and each label that is new is told', async () => {
  const document = await add('label.txt', 'Labelled.');
  await cite(document, plant.as('user'));
  for (const label of ['confidential', 'internal', 'confidential', 'public']) await call('documents.change', { id: document.id, label });
  const { recalls } = await call<{ recalls: { reason: string; fromLabel: string; toLabel: string }[] }>('recalls.list', { documentId: document.id });
  expect(recalls.map(({ reason, fromLabel, toLabel }) => `${reason} ${fromLabel} ${toLabel}`).toSorted()).toEqual(['relabelled internal confidential', 'relabelled internal public']);
});

test("a successor that the reader may not see is not named to them", async () => {
  const old = await add('open.txt', 'Open.');
  await cite(old, plant.as('viewer'));
  const young = await add('closed.txt', 'Closed.', { replaces: old.id, label: 'restricted', revision: 'Z' });
  await open.knowledge.recalls.sweep();
  expect((await noticesOf(plant.as('viewer'))).find(({ recall }) => recall.documentId === old.id)?.recall).toMatchObject({ toDocumentId: null, toRevision: null });
  const { recalls } = await call<{ recalls: object[] }>('recalls.list', { documentId: old.id });
  expect(recalls).toMatchObject([{ toDocumentId: young.id, toRevision: 'Z' }]);
});

test("what happens in one plant is never told in another", async () => {
  const document = await add('ours.txt', 'Ours.');
  const theirs = await add('ours.txt', 'Ours.', {}, other.as('admin'));
  await cite(document, plant.as('user'));
  await cite(theirs, other.as('user'));
  await call('documents.delete', { id: document.id });
  await open.knowledge.recalls.sweep();
  expect(await toldOf(plant.as('user'), document.id)).toEqual(['deleted']);
  expect(await noticesOf(other.as('user'))).toEqual([]);
  const [notice] = await noticesOf(plant.as('user'));
  await expect(call('recalls.seen', { id: notice?.recall.id, messageId: notice?.messageId }, other.as('user'))).rejects.toMatchObject({ code: 'NOTICE_NOT_FOUND' });
});

test('a long list comes in pages, each document once, whatever is added meanwhile', async () => {
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page: { documents: DocumentSummary[]; next: string | null } = await call('documents.list', { limit: 3, after });
    seen.push(...page.documents.map(({ id }) => id));
    after = page.next ?? undefined;
    if (seen.length === 3) await add('meanwhile.txt', 'Meanwhile.');
  } while (after !== undefined);
  const { documents } = await call<{ documents: DocumentSummary[] }>('documents.list', {});
  expect(seen).toEqual(documents.filter(({ filename }) => filename !== 'meanwhile.txt').map(({ id }) => id));
  const { tenantId, userId } = plant.as('admin');
  await open.database.withTenant({ tenantId, userId }, (tx) => tx.run(sql`INSERT INTO documents (id, family_id, tenant_id, uploaded_by, filename, kind, file_size_bytes, storage_path, status, stage)
    SELECT gen_random_uuid(), gen_random_uuid(), ${tenantId}::uuid, ${userId}::uuid, 'bulk-' || n || '.txt', 'text', 1, md5('bulk' || n), 'failed', 'done' FROM generate_series(1, 600) n`));
  const first = await call<{ documents: DocumentSummary[]; next: string | null }>('documents.list', {});
  expect([first.documents.length, first.next]).toEqual([500, expect.any(String)]);
  await expect(call('documents.list', { after: 'nonsense' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});
