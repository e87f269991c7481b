import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SearchFilters, Understanding } from '#shared/contract/search.ts';
import { sql } from '#core/ports/sql.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, callFor, invoke, openKnowledge, type OpenKnowledge, type Plant, removeData, upload } from './open-knowledge.ts';

let data: string;
let open: OpenKnowledge;
let plant: Plant;
const ids = new Map<string, string>();

/** Name, text, and what documents control says about it. */
const DOCUMENTS: readonly { name: string; type: string | null; tags?: string[]; revision?: string; effective?: string; label?: 'internal' | 'restricted' }[] = [
  { name: 'Boiler manual.md', type: 'manual', effective: '2023-05-01', tags: ['Safety'] },
  { name: 'Pump manual.md', type: 'manual', effective: '2021-02-01', revision: 'C' },
  { name: 'DOC-123 lubrication.md', type: 'procedure' },
  { name: 'ABC-7 Datasheet 2019.md', type: null },
  { name: 'Nồi hơi Sổ tay.md', type: 'manual' },
  { name: 'Secret report.md', type: 'report', label: 'restricted' },
];

beforeAll(async () => {
  data = await freshDataDirectory();
  open = await openKnowledge(data, { embedding: 'none' });
  plant = await addPlant(open.database, 'Filters');
  await open.knowledge.start();
  for (const { name, label } of DOCUMENTS) ids.set(name, (await upload(open.knowledge, plant.as('admin'), name, `# ${name}\n\nThe pressure is high.`, label)).document.id);
  await open.knowledge.ingestion.idle();
  await open.database.withTenant({ tenantId: plant.tenantId, userId: null }, async (tx) => {
    for (const { name, type, tags = [], revision = null, effective = null } of DOCUMENTS) {
      await tx.run(sql`UPDATE documents SET doc_type = ${type}, tags = ${tags}::text[], revision = ${revision}, effective_on = ${effective}::date WHERE id = ${ids.get(name) ?? null}`);
    }
  });
});
afterAll(async () => {
  await open.close();
  await removeData(data);
});

async function filtersOf(query: string, role: 'admin' | 'user' | 'viewer' = 'user'): Promise<SearchFilters> {
  const { understood } = await invoke<{ understood: Understanding }>(open.knowledge, 'search.query', { query, top: 5, mode: 'hybrid', filters: {} }, callFor(plant.as(role)));
  return understood.filters;
}
const only = (...names: string[]) => ({ documents: expect.toSatisfy((found: string[]) => found.toSorted().join() === names.map((name) => ids.get(name)).toSorted().join()) as string[] });

test.each([
  ['What is the pressure in the 2023 manual?', { types: ['manual'], from: '2023-01-01', until: '2023-12-31' }],
  ['Welcher Druck steht im Wartungshandbuch?', { types: ['manual'] }],
  ['pressure limits tagged safety', { tags: ['Safety'] }],
  ['What is the pressure in all revisions?', { allRevisions: true }],
  ['áp suất theo quy trình là bao nhiêu', { types: ['procedure'] }],
] as const)('%s', async (query, filters) => expect(await filtersOf(query)).toEqual(filters));

test.each([
  ['What is the pressure in the pump manual?', 'Pump manual.md'],
  ['What is the pressure according to DOC-123?', 'DOC-123 lubrication.md'],
  ['pressure in "boiler manual"', 'Boiler manual.md'],
  ['pressure in ABC-7_Datasheet_2019.pdf', 'ABC-7 Datasheet 2019.md'],
  ['pressure in the datasheet', 'ABC-7 Datasheet 2019.md'],
  ['áp suất trong "Sổ tay"', 'Nồi hơi Sổ tay.md'],
  ['ap suat trong "so tay"', 'Nồi hơi Sổ tay.md'],
])('%s names %s', async (query, name) => expect(await filtersOf(query)).toEqual(only(name)));

test('a revision that is named is searched, in force or not', async () => {
  expect(await filtersOf('What does rev C say about pressure?')).toEqual({ ...only('Pump manual.md'), allRevisions: true });
});

test.each([
  'The manual gives 16 A, but what may I draw?',
  'Which revision is it?',
  'What is in the P&ID?',
  'What is the pressure in the 1999 manual of the "space shuttle"?'.replace('in the 1999 manual of ', 'of '),
  'pressure tagged nonsense',
  'What does rev Z say?',
  'pressure in XYZ-999',
])('what no document answers to narrows nothing: %s', async (query) => expect(await filtersOf(query)).toEqual({}));

test('a document that the caller may not read narrows nothing for them', async () => {
  expect(await filtersOf('What is in the report?', 'viewer')).toEqual({});
  expect(await filtersOf('What is in the report?', 'admin')).toEqual({ types: ['report'] });
});

test('a question that says nothing of where to look is not narrowed', async () => {
  expect(await filtersOf('How hot may the pump get?')).toEqual({});
});

test('where nothing within the named document answers, all are searched and the answer says so', async () => {
  await upload(open.knowledge, plant.as('admin'), 'gearbox.md', '# Gearbox\n\nThe gearbox takes 4 litres of synthetic oil, changed every 8000 hours.');
  await open.knowledge.ingestion.idle();
  const ask = (query: string) => open.knowledge.retrieval.search(plant.as('user'), query, { top: 3, signal: new AbortController().signal });
  const { results, understood } = await ask('How many litres of synthetic oil does the gearbox take in DOC-123?');
  expect(results[0]?.document.filename).toBe('gearbox.md');
  expect(understood).toMatchObject({ filters: {}, dropped: only('DOC-123 lubrication.md') });
  expect((await ask('How high is the pressure in DOC-123?')).results.map(({ document }) => document.filename)).toEqual(['DOC-123 lubrication.md']);
});

test('a literal search takes the words as they stand', async () => {
  const query = 'What is the pressure in the 2023 manual?';
  const { understood } = await invoke<{ understood: Understanding }>(open.knowledge, 'search.query', { query, top: 5, mode: 'hybrid', filters: {}, literal: true }, callFor(plant.as('user')));
  expect(understood).toMatchObject({ filters: {}, expansions: [] });
});

test('words are widened only in languages that the plant has documents in, which the asker may read', async () => {
  const languages = await addPlant(open.database, 'Languages');
  const meansOf = async (role: 'admin' | 'viewer' = 'viewer'): Promise<string[]> => {
    const { understood } = await invoke<{ understood: Understanding }>(open.knowledge, 'search.query', { query: 'lockout tagout before the work', top: 5, mode: 'keyword', filters: {} }, callFor(languages.as(role)));
    return understood.expansions.flatMap(({ means }) => means);
  };
  const german = 'Vor der Arbeit wird die Anlage abgeschaltet und gegen das Einschalten gesichert. Die Sperre wird erst entfernt, wenn alle Personen den Bereich verlassen haben.';
  const add = async (name: string, text: string, label: 'internal' | 'restricted' = 'internal'): Promise<void> => {
    await upload(open.knowledge, languages.as('admin'), name, text, label);
    await open.knowledge.ingestion.idle();
  };
  await add('english.md', 'Before the work is done the machine is switched off and locked. The lock is taken away when all of the people have left.');
  expect(await meansOf()).toContain('LOTO');
  expect((await meansOf()).filter((word) => /Freischalt|khóa/i.test(word))).toEqual([]);
  await add('geheim.md', german, 'restricted');
  expect((await meansOf()).join()).not.toMatch(/Freischaltung/);
  expect((await meansOf('admin')).join()).toMatch(/Freischaltung/);
  await add('deutsch.md', `${german} Das gilt auch für Reinigung.`);
  expect((await meansOf()).join()).toMatch(/Freischaltung/);
});
