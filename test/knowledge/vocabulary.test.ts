import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Understanding } from '#shared/contract/search.ts';
import type { VocabularyEntry } from '#shared/contract/vocabulary.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { addPerson, openTestCore, setUpPlant, type TestCore } from '#test/support/test-core.ts';

let plant: TestCore;
let admin: Credential;
beforeAll(async () => {
  plant = await openTestCore();
  admin = await setUpPlant(plant);
});
afterAll(() => plant.close());

const entries = async () => (await plant.call<{ entries: VocabularyEntry[] }>('vocabulary.list', {}, admin)).entries;
const save = (term: string, means: string[]) => plant.call<VocabularyEntry>('vocabulary.save', { term, means }, admin);
async function expansionsOf(query: string): Promise<Understanding['expansions']> {
  return (await plant.call<{ understood: Understanding }>('search.query', { query }, admin)).understood.expansions;
}

test('a plant starts with the built-in words, listed by term with ids that stay', async () => {
  const first = await entries();
  expect(first.length).toBeGreaterThan(150);
  expect(first.every(({ builtIn }) => builtIn)).toBe(true);
  expect(new Set(first.map(({ id }) => id)).size).toBe(first.length);
  expect(await entries()).toEqual(first);
});

test('a word that is added widens the next search, both ways, and no longer once it is removed', async () => {
  expect(await expansionsOf('Where stands Big Bertha?')).toEqual([]);
  const { id } = await save('Big Bertha', ['press 7', 'stamping press']);
  expect(await expansionsOf('Where stands big bertha?')).toEqual([{ term: 'big bertha', means: ['press 7', 'stamping press'] }]);
  expect(await expansionsOf('oil of the stamping press')).toContainEqual({ term: 'stamping press', means: ['Big Bertha', 'press 7'] });
  await plant.call('vocabulary.remove', { id }, admin);
  expect(await expansionsOf('Where stands Big Bertha?')).toEqual([]);
});

test('an entry without meanings switches a built-in one off; removing it brings that back', async () => {
  const vfd = () => expansionsOf('Does the VFD trip?').then((all) => all.find(({ term }) => term === 'VFD'));
  expect(await vfd()).toBeDefined();
  const { id } = await save('vfd', []);
  expect(await vfd()).toBeUndefined();
  expect((await entries()).filter(({ term }) => term.toLowerCase() === 'vfd')).toMatchObject([{ builtIn: false, means: [] }]);
  await plant.call('vocabulary.remove', { id }, admin);
  expect(await vfd()).toBeDefined();
});

test('saving the same word again replaces it, however it is written', async () => {
  await save('Kühlfalle', ['cold trap']);
  const again = await save('KUHLFALLE', ['cold trap', 'Cold Trap', 'kühlfalle', 'cryo trap']);
  expect((await entries()).filter(({ builtIn }) => !builtIn)).toEqual([{ ...again, means: ['Cold Trap', 'cryo trap'] }]);
  await plant.call('vocabulary.remove', { id: again.id }, admin);
});

test('what is built in or gone cannot be removed', async () => {
  const [first] = await entries();
  await expect(plant.call('vocabulary.remove', { id: first?.id }, admin)).rejects.toMatchObject({ error: { code: 'VOCABULARY_NOT_FOUND' } });
});

test('everybody may read the words, only who manages knowledge may change them', async () => {
  const { credential } = await addPerson(plant, admin, 'Vera', 'viewer');
  await expect(plant.call('vocabulary.list', {}, credential)).resolves.toBeDefined();
  await expect(plant.call('vocabulary.save', { term: 'x', means: [] }, credential)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
});
