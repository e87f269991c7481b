import { expect, test } from 'vitest';
import type { Collection } from '#shared/contract/collections.ts';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { withTwoPlants } from './two-plants.ts';

const works = withTwoPlants();

const call = <T = Collection>(name: string, input: object, who = works.admin): Promise<T> => works.call<T>(name, input, who);

const add = (text: string, label: Label = 'internal', more: object = {}): Promise<DocumentSummary> => works.add(`${text}.txt`, text, { label, ...more }, works.plant.as('user'));

async function countOf(id: string, who: Principal): Promise<number | undefined> {
  const { collections } = await call<{ collections: Collection[] }>('collections.list', {}, who);
  return collections.find((each) => each.id === id)?.documents;
}

test('a collection counts what its reader may see, and each document once whatever its revisions', async () => {
  const { id } = await call('collections.create', { name: 'Boilers', description: 'All boilers' });
  const [a, b, secret] = [await add('boiler one'), await add('boiler two'), await add('boiler secret', 'restricted')];
  await call('revisions.link', { id: b.id, replaces: a.id });
  expect(await call('collections.assign', { id, add: [a.id, b.id, secret.id] })).toMatchObject({ documents: 2 });
  expect([await countOf(id, works.admin), await countOf(id, works.plant.as('viewer'))]).toEqual([2, 1]);
  expect((await call<DocumentSummary>('documents.get', { id: b.id })).collections).toEqual([id]);
  expect(await call('collections.assign', { id, remove: [b.id] })).toMatchObject({ documents: 1 });
  expect(await countOf(id, works.plant.as('viewer'))).toBe(0);
});

test('a document can be put into one as it is added', async () => {
  const { id } = await call('collections.create', { name: 'Turbines', description: '' });
  expect((await add('turbine one', 'internal', { collection: id })).collections).toEqual([id]);
  expect(await countOf(id, works.admin)).toBe(1);
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
  const stranger = works.other.as('admin');
  expect((await call<{ collections: Collection[] }>('collections.list', {}, stranger)).collections).toEqual([]);
  for (const name of ['collections.change', 'collections.delete', 'collections.assign']) {
    await expect(call(name, { id, name: 'x', add: [doc.id] }, stranger), name).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
  }
  const theirs = await call('collections.create', { name: 'Ours', description: '' }, stranger);
  await expect(call('collections.assign', { id: theirs.id, add: [doc.id] }, stranger)).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
});
