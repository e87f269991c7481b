import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SearchAnswer } from '#core/knowledge/index.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Embedder, EmbedderChoice } from '#core/ports/embedder.ts';
import { sql } from '#core/ports/sql.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, callFor, chunkIdsOf, invoke, openKnowledge, type OpenKnowledge, type Plant, plantOf, removeData, upload } from './open-knowledge.ts';

/** A simple embedding model: how often each of some letters occurs. Each has its own vector length, so a question of one can't be compared with vectors of the other. */
function letterCounts(name: string, letters: string): Embedder & { asked: string[]; before: () => Promise<void> } {
  const model = {
    ...{ name, identity: name, dimension: letters.length, asked: [] as string[], before: async () => undefined as void },
    understands: () => true,
    countTokens: async (texts: readonly string[]) => texts.map(({ length }) => length),
    embed: async (texts: readonly string[]) => {
      model.asked.push(...texts);
      await model.before();
      return texts.map((text) => {
        const counts = Float32Array.from(letters, (letter) => text.toLowerCase().split(letter).length - 1);
        const length = Math.hypot(...counts) || 1;
        return counts.map((value) => value / length);
      });
    },
  };
  return model;
}

const TEXTS = ['The boiler feed pump P-101A stops at 3 bar suction pressure.', 'The agitator of tank T-20 turns at 60 rpm.', 'Grease the crane hook every month.'];
const QUESTION = 'agitator tank turns rpm';

let data: string;
let open: OpenKnowledge;
let plant: Plant;
let old: ReturnType<typeof letterCounts>;
let young: ReturnType<typeof letterCounts>;
/** What the plant was told to use. */
let chosen: Embedder;

const embedders: EmbedderChoice = {
  wanted: async () => ({ embedder: chosen, reason: null }),
  of: async (identity) => ({ embedder: [old, young].find((model) => model.identity === identity) ?? null, reason: null }),
};
const find = (): Promise<SearchAnswer> => invoke(open.knowledge, 'search.query', { query: QUESTION, top: 5 }, callFor(plant.as('user')));
const state = () => open.knowledge.vectors.state(plant.tenantId);
const asked = (model: { asked: string[] }): number => model.asked.filter((text) => text === QUESTION).length;

async function expectServed(by: Embedder & { asked: string[] }): Promise<void> {
  const before = asked(by);
  const answer = await find();
  expect(answer).toMatchObject({ mode: 'hybrid', searched: expect.any(Number) as number });
  expect(answer.results[0]?.document.filename).toBe('note-1.txt');
  expect(answer.results[0]?.scores.vector).toBeGreaterThan(0);
  // What was asked once is remembered.
  expect(asked(by)).toBe(Math.max(before, 1));
}

/** Every chunk has its vector of the model in the table that serves. */
async function expectWhole(model: Embedder, table: number): Promise<void> {
  const ids = await chunkIdsOf(open, plant.tenantId, model.dimension, table);
  const index = await open.vectorIndex.open(plant.tenantId, model.dimension, table);
  expect((await index.vectors(ids.database)).size).toBe(ids.database.length);
  const rows = await open.database.withTenant({ tenantId: plant.tenantId, userId: null }, (tx) =>
    tx.rows<{ embedding_model: string; next_embedding_model: string | null }>(sql`SELECT embedding_model, next_embedding_model FROM document_chunks`),
  );
  expect(new Set(rows.map((row) => `${row.embedding_model} ${row.next_embedding_model}`))).toEqual(new Set([`${model.identity} null`]));
}

beforeEach(async () => {
  [old, young] = [letterCounts('old', 'abcdefghijklmnopqrstuvwxyz'), letterCounts('young', 'etaoinshrdlu')];
  chosen = old;
  data = await freshDataDirectory();
  open = await openKnowledge(data, { embedding: 'none', embedders });
  plant = await addPlant(open.database, 'Change Works');
  await open.knowledge.start();
  for (const [n, text] of TEXTS.entries()) await upload(open.knowledge, plant.as('user'), `note-${n}.txt`, text);
  await open.knowledge.ingestion.idle();
});
afterEach(async () => {
  await open.close();
  await removeData(data);
});

/** Chooses the other model, and holds it before it answers for the first time. */
async function beginChange(): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  young.before = () => promise;
  chosen = young;
  open.knowledge.vectors.again();
  await expect.poll(() => young.asked.length, { timeout: 30_000 }).toBeGreaterThan(0);
  return resolve;
}

it('the old vectors serve until all of the new are there, then the new ones in one step, with what came, went and changed meanwhile', async () => {
  await expectServed(old);
  const go = await beginChange();
  expect(await state()).toMatchObject({ serving: 'old', next: { name: 'young', done: 0, total: 3, problem: null } });
  await expectServed(old);
  await upload(open.knowledge, plant.as('user'), 'note-3.txt', 'The new compressor K-7 stands beside the boiler.');
  const gone = (await find()).results.find(({ document }) => document.filename === 'note-2.txt')?.document.id ?? '';
  const { documents } = await invoke<{ documents: { id: string; filename: string }[] }>(open.knowledge, 'documents.list', {}, callFor(plant.as('user')));
  await invoke(open.knowledge, 'documents.delete', { id: gone || documents.find(({ filename }) => filename === 'note-2.txt')?.id }, callFor(plant.as('admin')));
  await open.knowledge.ingestion.idle();
  await expectServed(old);

  go();
  await open.knowledge.vectors.run();
  expect(await state()).toEqual({ serving: 'young', next: null });
  await expectServed(young);
  await expectWhole(young, 1);
  expect((await chunkIdsOf(open, plant.tenantId, young.dimension, 1)).database).toHaveLength(3);
});

it('every search on the way is of one model, also one that the change meets halfway', async () => {
  const go = await beginChange();
  let over = false;
  const searching = (async () => {
    const answers: SearchAnswer[] = [];
    while (!over) answers.push(await find());
    return answers;
  })();
  go();
  await open.knowledge.vectors.run();
  over = true;
  const answers = await searching;
  expect(answers.every(({ mode, results }) => mode === 'hybrid' && results[0]?.document.filename === 'note-1.txt')).toBe(true);
  await expectServed(young);
});

it('comes to an end although documents keep coming, and none is left without its vectors', async () => {
  const go = await beginChange();
  let over = false;
  const uploading = (async () => {
    for (let n = 0; !over && n < 40; n += 1) await upload(open.knowledge, plant.as('user'), `more-${n}.txt`, `Item ${n}: the conveyor is greased and its rollers are turned by hand.`);
  })();
  go();
  await expect.poll(async () => (await state()).serving, { timeout: 60_000 }).toBe('young');
  over = true;
  await uploading;
  // What waited for the change goes on when it is over.
  await open.knowledge.vectors.run();
  await open.knowledge.ingestion.idle();
  await open.knowledge.vectors.run();
  const { documents } = await invoke<{ documents: { status: string }[] }>(open.knowledge, 'documents.list', {}, callFor(plant.as('user')));
  expect(documents.filter(({ status }) => status !== 'ready')).toEqual([]);
  expect(documents.length).toBeGreaterThan(3);
  await expectServed(young);
  await expectWhole(young, 1);
});

it('goes on where it was after a restart, and does not ask again for what it has', async () => {
  const { promise: stopped, reject } = Promise.withResolvers<void>();
  young.before = async () => {
    if (young.asked.length > 1) await stopped;
  };
  chosen = young;
  open.knowledge.vectors.again();
  await expect.poll(async () => (await state()).next?.done, { timeout: 30_000 }).toBe(1);
  const closing = open.close();
  reject(new Error('stopped'));
  await closing;
  young.asked.length = 0;
  young.before = async () => undefined;
  open = await openKnowledge(data, { embedding: 'none', embedders });
  plant = plantOf(plant.tenantId, 'Change Works', { admin: plant.as('admin').userId ?? '', user: plant.as('user').userId ?? '', viewer: plant.as('viewer').userId ?? '', auditor: plant.as('auditor').userId ?? '' });
  expect((await open.knowledge.vectors.state(plant.tenantId)).serving).toBe('old');
  await open.knowledge.start();
  await open.knowledge.vectors.run();
  expect(await state()).toEqual({ serving: 'young', next: null });
  expect(young.asked).toHaveLength(2);
  await expectServed(young);
});

it('a model that fails leaves the old one serving, and says why', async () => {
  young.before = () => Promise.reject(new MillwrightError('MODEL_INVALID', 'The embedding model young cannot be loaded: its files are damaged.'));
  chosen = young;
  open.knowledge.vectors.again();
  await expect.poll(async () => (await state()).next?.problem, { timeout: 30_000 }).toBe('The embedding model young cannot be loaded: its files are damaged.');
  await expectServed(old);
  expect((await state()).serving).toBe('old');
});

it('is given up when the old model is chosen again, and leaves nothing behind', async () => {
  const go = await beginChange();
  chosen = old;
  open.knowledge.vectors.again();
  go();
  await open.knowledge.vectors.run();
  expect(await state()).toEqual({ serving: 'old', next: null });
  await expectServed(old);
  await expectWhole(old, 0);
});

it('goes back to the model before, by a table of its own', async () => {
  chosen = young;
  open.knowledge.vectors.again();
  await open.knowledge.vectors.run();
  chosen = old;
  open.knowledge.vectors.again();
  await open.knowledge.vectors.run();
  await expectServed(old);
  await expectWhole(old, 2);
});
