import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { SearchFilters } from '#shared/contract/search.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { SearchAnswer } from '#core/knowledge/index.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, bytesOf, callFor, invoke, type OpenKnowledge, openKnowledge, type Plant, removeData, upload, watch } from './open-knowledge.ts';

const SAMPLE = join(import.meta.dirname, '..', '..', 'resources', 'sample-plant');

let data: string;
let open: OpenKnowledge;
let plant: Plant;

beforeAll(async () => {
  data = await freshDataDirectory();
  open = await openKnowledge(data);
  plant = await addPlant(open.database, 'North Works');
  await open.knowledge.start();
});

afterAll(async () => {
  await open.close();
  await removeData(data);
});

interface Asked {
  filters?: SearchFilters;
  mode?: string;
  top?: number;
  who?: Principal;
}

const search = (query: string, { who = plant.as('admin'), top = 8, mode = 'hybrid', filters = {} }: Asked = {}): Promise<SearchAnswer> =>
  invoke<SearchAnswer>(open.knowledge, 'search.query', { query, top, mode, filters }, callFor(who));
const call = <T>(name: string, input: object): Promise<T> => invoke<T>(open.knowledge, name, input, callFor(plant.as('admin')));
const filesOf = ({ results }: SearchAnswer): string[] => results.map(({ document }) => document.filename);
const matched = (passage: Passage | undefined): string[] => passage?.matches.map(([start, end]) => passage.text.slice(start, end)) ?? [];

async function add(filename: string, text: string, label: Label = 'internal', more: object = {}): Promise<DocumentSummary> {
  const { document } = await call<{ document: DocumentSummary }>('documents.upload', { filename, content: { stream: bytesOf(text) }, label, tags: [], ...more });
  await open.knowledge.ingestion.idle();
  return document;
}

describe('words, codes and marks', () => {
  beforeAll(async () => {
    await add('pump.txt', 'Pump P-101A feeds the evaporator at 3.5 bar.');
    await add('screw.txt', 'Use screws DIN 912 M8 x 30 on the flange.');
    await add('stock.txt', 'Gasket SKU-12345 lies on shelf nine.');
    await add('fitting.txt', 'The drain has a 1/2" fitting of brass.');
    await add('noi-hoi.txt', 'Áp suất của nồi hơi phải được kiểm tra mỗi ngày.');
    await add('laerm.txt', 'Die Lärmmessung erfolgt jährlich an jedem Arbeitsplatz.');
    for (let n = 0; n < 12; n++) await add(`other-${n}.txt`, `Pump P-10${n} and screw M${n} at ${n} bar, size ${n}/3, shelf ${n}, DIN 93${n}.`);
  });

  it.each([
    ['P101A', 'pump.txt'],
    ['p 101 a pump'.toUpperCase(), 'pump.txt'],
    ['3,5bar', 'pump.txt'],
    ['DIN912', 'screw.txt'],
    ['M8x30', 'screw.txt'],
    ['m8 × 30', 'screw.txt'],
    ['SKU 12345', 'stock.txt'],
    ['SKU12345', 'stock.txt'],
    ['1/2 inch', 'fitting.txt'],
    ['ap suat noi hoi', 'noi-hoi.txt'],
    ['Wie oft ist die Larmmessung?', 'laerm.txt'],
  ])('finds %s in %s, with and without a model of meaning', async (query, file) => {
    expect(filesOf(await search(query))[0]).toBe(file);
    expect(filesOf(await search(query, { mode: 'keyword' }))[0]).toBe(file);
  });

  it('marks what was found in the text as it is written', async () => {
    expect(matched((await search('pressure of P101A')).results[0])).toEqual(['P-101A']);
    expect(matched((await search('ap suat noi hoi')).results[0])).toEqual(['Áp', 'suất', 'nồi', 'hơi']);
  });

  it('tells the scores of the stages that ran, and runs what is asked for', async () => {
    const { results, mode } = await search('Which pump feeds the evaporator?');
    expect(mode).toBe('hybrid');
    expect(results[0]?.scores).toEqual({ text: expect.any(Number), vector: expect.any(Number), fused: expect.any(Number), rerank: expect.any(Number) });
    const keyword = await search('Which pump feeds the evaporator?', { mode: 'keyword' });
    expect(keyword.mode).toBe('keyword');
    expect(keyword.results[0]?.scores).toMatchObject({ text: expect.any(Number), vector: null, fused: null });
    const vector = await search('Which pump feeds the evaporator?', { mode: 'vector' });
    expect(vector.mode).toBe('vector');
    expect(vector.results[0]?.scores).toEqual({ text: null, vector: expect.any(Number), fused: null, rerank: null });
  });

  it('falls back to words for a language the model does not know, and says so', async () => {
    expect(await search('Áp suất nồi hơi là bao nhiêu?', { mode: 'vector' })).toMatchObject({ mode: 'keyword' });
  });

  it('says when nothing found looks like an answer, and shows the nearest', async () => {
    const nothing = await search('Which vaccination certificate must a visitor carry abroad to the pump?');
    expect(nothing.relevant).toBe(false);
    expect(nothing.results.length).toBeGreaterThan(0);
    expect((await search('Which pump feeds the evaporator?')).relevant).toBe(true);
  });
});

describe('what is searched', () => {
  it('leaves superseded and withdrawn revisions out, unless all are asked for', async () => {
    const a = await add('wrench-1.txt', 'The torque wrench zebrano is checked monthly.');
    const b = await add('wrench-2.txt', 'The torque wrench zebrano is checked weekly.');
    await call('revisions.link', { id: b.id, replaces: a.id });
    expect(filesOf(await search('zebrano'))).toEqual(['wrench-2.txt']);
    const all = await search('zebrano', { filters: { allRevisions: true } });
    expect(filesOf(all).sort()).toEqual(['wrench-1.txt', 'wrench-2.txt']);
    expect(all.results.find(({ document }) => document.id === a.id)?.document).toMatchObject({ standing: 'superseded', supersededBy: b.id });
    await call('revisions.withdraw', { id: b.id, why: 'Wrong.' });
    expect(filesOf(await search('zebrano'))).not.toContain('wrench-2.txt');
  });

  it('narrows by document, type, kind, tag, label, date and collection before it ranks', async () => {
    const { id: collection } = await call<{ id: string }>('collections.create', { name: 'Kettles', description: '' });
    const manual = await add('kettle-manual.txt', 'Kettle quokka runs hot.', 'internal', { tags: ['hot', 'line-1'], collection });
    const sheet = await add('kettle-sheet.md', '# Kettle\n\nKettle quokka weighs 20 kg.', 'confidential', { tags: ['hot'] });
    await call('documents.change', { id: manual.id, type: 'manual', effectiveOn: '2023-06-01' });
    await call('documents.change', { id: sheet.id, type: 'datasheet', effectiveOn: '2021-06-01' });
    const under = async (filters: SearchFilters): Promise<string[]> => filesOf(await search('kettle quokka', { filters }));
    expect((await under({})).slice(0, 2).sort()).toEqual(['kettle-manual.txt', 'kettle-sheet.md']);
    expect(await under({ documents: [sheet.id] })).toEqual(['kettle-sheet.md']);
    expect(await under({ types: ['manual'] })).toEqual(['kettle-manual.txt']);
    expect(await under({ kinds: ['markdown'] })).toEqual(['kettle-sheet.md']);
    expect(await under({ tags: ['hot', 'line-1'] })).toEqual(['kettle-manual.txt']);
    expect(await under({ labels: ['confidential'] })).toEqual(['kettle-sheet.md']);
    expect(await under({ from: '2023-01-01', until: '2023-12-31' })).toEqual(['kettle-manual.txt']);
    expect(await under({ collections: [collection] })).toEqual(['kettle-manual.txt']);
    expect(await search('kettle', { filters: { tags: ['no such tag'] } })).toMatchObject({ results: [], searched: 0, relevant: false });
  });

  it('never reaches beyond the rights of the caller, whatever the filters say', async () => {
    const secret = await add('secret.txt', 'Formula okapi is secret.', 'restricted');
    for (const filters of [{}, { documents: [secret.id] }, { labels: ['restricted'] as Label[] }]) {
      expect(filesOf(await search('okapi formula', { who: plant.as('viewer'), filters }))).not.toContain('secret.txt');
    }
    expect(filesOf(await search('okapi formula'))).toContain('secret.txt');
  });
});

describe('passages of pages', () => {
  it('carry the boxes of their lines on the page, within it', async () => {
    const pdf = 'MAN-P101_Feed-Pump-P-101AB_Operating-Manual.pdf';
    await upload(open.knowledge, plant.as('admin'), pdf, await readFile(join(SAMPLE, pdf)));
    await open.knowledge.ingestion.idle();
    const { results } = await search('mechanical seal of the feed pump', { filters: { kinds: ['pdf'] } });
    const [first] = results;
    expect(first?.span.page).toBe(first?.page);
    expect(first?.span.boxes?.length).toBeGreaterThan(0);
    for (const box of first?.span.boxes ?? []) for (const side of box) expect(side >= 0 && side <= 1).toBe(true);
  });

  it('are measured by the same search as the product runs', async () => {
    const questions = [
      { id: 1, question: 'Which pump feeds the evaporator at 3.5 bar?', file: 'pump.txt' },
      { id: 2, question: 'Which vaccination certificate must a visitor carry abroad to the pump?', file: null, kind: 'unanswerable' },
    ].map((each) => ({ kind: 'lookup', ...each, id: String(each.id) }));
    const events: { type: string; done?: number; report?: object }[] = [];
    for await (const event of watch<{ type: string }>(open.knowledge, 'evaluation.run', { questions }, callFor(plant.as('admin')))) events.push(event);
    expect(events.map(({ type, done }) => done ?? type)).toEqual([1, 2, 'report']);
    expect(events[2]?.report).toMatchObject({ n: 1, hit1: 1, refusedUnanswerable: 1, refusedAnswerable: 0, misses: [], stages: { keyword: { n: 1 }, vector: { n: 1 } } });
  });
});
