import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Collection } from '#shared/contract/collections.ts';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, bytesOf, callFor, invoke, type OpenKnowledge, openKnowledge, type Plant, removeData } from './open-knowledge.ts';

let data: string;
let open: OpenKnowledge;
let plant: Plant;
let other: Plant;
let admin: Principal;

beforeAll(async () => {
  data = await freshDataDirectory();
  open = await openKnowledge(data, { embedding: 'none' });
  plant = await addPlant(open.database, 'North Works');
  other = await addPlant(open.database, 'South Works');
  admin = plant.as('admin');
  await open.knowledge.start();
});

afterAll(async () => {
  await open.close();
  await removeData(data);
});

const call = <T = Collection>(name: string, input: object, who = admin): Promise<T> => invoke<T>(open.knowledge, name, input, callFor(who));

async function add(text: string, label: Label = 'internal', more: object = {}): Promise<DocumentSummary> {
  const input = { filename: `${text}.txt`, content: { stream: bytesOf(text) }, label, tags: [], ...more };
  const { document } = await call<{ document: DocumentSummary }>('documents.upload', input, plant.as('user'));
  await open.knowledge.ingestion.idle();
  return document;
}

async function countOf(id: string, who: Principal): Promise<number | undefined> {
  const { collections } = await call<{ collections: Collection[] }>('collections.list', {}, who);
  return collections.find((each) => each.id === id)?.documents;
}

test('a collection counts what its reader may see, and each document once whatever its revisions', async () => {
  const { id } = await call('collections.create', { name: 'Boilers', description: 'All boilers' });
  const [a, b, secret] = [await add('boiler one'), await add('boiler two'), await add('boiler secret', 'restricted')];
  await call('revisions.link', { id: b.id, replaces: a.id });
  expect(await call('collections.assign', { id, add: [a.id, b.id, secret.id] })).toMatchObject({ documents: 2 });
  expect([await countOf(id, admin), await countOf(id, plant.as('viewer'))]).toEqual([2, 1]);
  expect((await call<DocumentSummary>('documents.get', { id: b.id })).collections).toEqual([id]);
  expect(await call('collections.assign', { id, remove: [b.id] })).toMatchObject({ documents: 1 });
  expect(await countOf(id, plant.as('viewer'))).toBe(0);
});

test('a document can be put into one as it is added', async () => {
  const { id } = await call('collections.create', { name: 'Turbines', description: '' });
  expect((await add('turbine one', 'internal', { collection: id })).collections).toEqual([id]);
  expect(await countOf(id, admin)).toBe(1);
  await expect(add('turbine two', 'internal', { collection: '00000000-0000-4000-8000-000000000000' })).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
});

test('names are taken once, whatever their case; a collection is renamed and deleted, its documents stay', async () => {
  const { id } = await call('collections.create', { name: 'Valves', description: 'v' });
  await expect(call('collections.create', { name: 'VALVES', description: '' })).rejects.toMatchObject({ code: 'COLLECTION_EXISTS' });
  expect(await call('collections.change', { id, name: 'valves' })).toMatchObject({ name: 'valves', description: 'v' });
  const doc = await add('valve', 'internal', { collection: id });
  await call('collections.delete', { id });
  await expect(call('collections.change', { id, name: 'x' })).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
  expect(await call<DocumentSummary>('documents.get', { id: doc.id })).toMatchObject({ collections: [] });
});

test("another plant's collections and documents are not there", async () => {
  const { id } = await call('collections.create', { name: 'Ours', description: '' });
  const doc = await add('our document');
  const stranger = other.as('admin');
  expect((await call<{ collections: Collection[] }>('collections.list', {}, stranger)).collections).toEqual([]);
  for (const name of ['collections.change', 'collections.delete', 'collections.assign']) {
    await expect(call(name, { id, name: 'x', add: [doc.id] }, stranger), name).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
  }
  const theirs = await call('collections.create', { name: 'Ours', description: '' }, stranger);
  await expect(call('collections.assign', { id: theirs.id, add: [doc.id] }, stranger)).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
});
