import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { SearchAnswer } from '#core/knowledge/index.ts';
import type { DocumentPart, DocumentReader, ReadRequest, ReadSummary } from '#core/ports/document-reader.ts';
import type { Embedder, Embedding } from '#core/ports/embedder.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, callFor, chunkIdsOf, invoke, openKnowledge, type OpenKnowledge, type Plant, removeData, upload } from './open-knowledge.ts';

const PATIENTLY = { timeout: 20_000 };

let data: string;
let open: OpenKnowledge;
let plant: Plant;

const get = (id: string): Promise<DocumentSummary> => invoke(open.knowledge, 'documents.get', { id }, callFor(plant.as('user')));
const found = async (query: string): Promise<string[]> => {
  const { results } = await invoke<SearchAnswer>(open.knowledge, 'search.query', { query, top: 8, mode: 'keyword' }, callFor(plant.as('user')));
  return results.map((hit) => hit.text);
};

/** A reader that gives one page for each step it is allowed, so that a test sees a document half-read. */
function steppedReader(real: DocumentReader): { reader: DocumentReader; step: (page: string | MillwrightError | null) => void } {
  const given: (string | MillwrightError | null)[] = [];
  let wake: () => void = () => undefined;
  async function* read(_: ReadRequest, signal: AbortSignal): AsyncGenerator<{ type: 'parts'; parts: DocumentPart[] }, ReadSummary, void> {
    for (let page = 1; ; ) {
      const text = given.shift();
      if (text === null) return { kind: 'pdf', title: 'Stepped manual', pages: page - 1, warnings: [] };
      if (text instanceof MillwrightError) throw text;
      if (text !== undefined) {
        yield { type: 'parts', parts: [{ page, section: null, text, blocks: [{ kind: 'paragraph', start: 0, end: text.length }], lines: null }] };
        page += 1;
      } else {
        await new Promise<void>((resolve, reject) => {
          wake = resolve;
          signal.addEventListener('abort', () => reject(new MillwrightError('CANCELLED')), { once: true });
        });
      }
    }
  }
  return {
    reader: { ...real, read },
    step(page) {
      given.push(page);
      wake();
    },
  };
}

async function start(embedding: 'none' | Embedding = 'none'): Promise<(page: string | MillwrightError | null) => void> {
  let step: ((page: string | MillwrightError | null) => void) | undefined;
  open = await openKnowledge(data, {
    embedding,
    reader(real) {
      const stepped = steppedReader(real);
      ({ step } = stepped);
      return stepped.reader;
    },
  });
  plant = await addPlant(open.database, 'Streaming Works');
  await open.knowledge.start();
  if (step === undefined) throw new Error('the reader was not asked for');
  return step;
}

type Step = Awaited<ReturnType<typeof start>>;

async function freshData(): Promise<void> {
  data = await freshDataDirectory();
}
async function end(): Promise<void> {
  await open.close();
  await removeData(data);
}

async function expectInStep(): Promise<void> {
  const ids = await chunkIdsOf(open, plant.tenantId);
  expect(ids.index).toEqual(ids.database);
}

describe('a document whose pages come faster than the index can take them', () => {
  let step: Step;
  beforeAll(async () => {
    await freshData();
    step = await start();
  });
  afterAll(end);

  it('is found before its last page, however long they go on', async () => {
    const { document } = await upload(open.knowledge, plant.as('user'), 'long.pdf', 'a long one');
    const deadline = performance.now() + PATIENTLY.timeout;
    let pages = 0;
    while (!(await get(document.id)).searchable && performance.now() < deadline) {
      for (let more = 0; more < 120; more += 1) step(`Sheet ${(pages += 1)}. ${'The strainer is cleaned weekly. '.repeat(60)}`);
    }
    expect((await get(document.id)).searchable).toBe(true);
    expect((await found('strainer cleaned weekly')).length).toBeGreaterThan(0);
    step(null);
    await open.knowledge.ingestion.idle();
  });
});

describe('text', () => {
  let step: Step;
  beforeAll(async () => {
    await freshData();
    step = await start();
  });
  afterAll(end);

  it('of a document being read is found by its first page while the rest is still to come', async () => {
    const { document } = await upload(open.knowledge, plant.as('user'), 'long.pdf', 'long');
    step('The zirconium liner is on page one.');
    await expect.poll(() => found('zirconium liner'), PATIENTLY).toHaveLength(1);
    expect(await get(document.id)).toMatchObject({ status: 'processing', stage: 'reading', searchable: true });
    step('The niobium ring is on page two.');
    step(null);
    await open.knowledge.ingestion.idle();
    expect(await found('niobium ring')).toHaveLength(1);
    expect(await get(document.id)).toMatchObject({ status: 'ready', title: 'Stepped manual', pages: 2, chunks: 2, language: 'en' });
    await expectInStep();
  });

  it('of a document that fails in the middle cannot be found any more', async () => {
    const { document } = await upload(open.knowledge, plant.as('user'), 'broken.pdf', 'broken');
    step('The hafnium cell is on page one.');
    await expect.poll(() => found('hafnium cell'), PATIENTLY).toHaveLength(1);
    step(new MillwrightError('FILE_UNREADABLE', 'Page 2 of this file is damaged.'));
    await open.knowledge.ingestion.idle();
    expect(await get(document.id)).toMatchObject({ status: 'failed', searchable: false, error: { message: 'Page 2 of this file is damaged.' } });
    expect(await found('hafnium cell')).toEqual([]);
    await expectInStep();
  });

  it('of a document stopped on request cannot be found any more; the document says why and can be retried', async () => {
    const { document } = await upload(open.knowledge, plant.as('user'), 'stopped.pdf', 'stopped');
    step('The tantalum coil is on page one.');
    await expect.poll(() => found('tantalum coil'), PATIENTLY).toHaveLength(1);
    const stopped = await invoke<DocumentSummary>(open.knowledge, 'queue.cancel', { id: document.id }, callFor(plant.as('user')));
    expect(stopped).toMatchObject({ status: 'failed', error: { code: 'CANCELLED', message: expect.stringMatching(/^[A-Z].*\.$/) } });
    expect(await found('tantalum coil')).toEqual([]);
    await invoke(open.knowledge, 'documents.retry', { id: document.id }, callFor(plant.as('user')));
    step('The tantalum coil is on page one.');
    step(null);
    await open.knowledge.ingestion.idle();
    expect(await get(document.id)).toMatchObject({ status: 'ready', error: null });
    expect(await found('tantalum coil')).toHaveLength(1);
    await expectInStep();
  });

  it('of a new revision is not shown until it is ready, and then takes over', async () => {
    step('The rhenium wire is 3 mm thick.');
    step(null);
    const old = await upload(open.knowledge, plant.as('admin'), 'a.pdf', 'first');
    await open.knowledge.ingestion.idle();
    const input = { filename: 'b.pdf', content: { stream: [new Uint8Array([1])] }, label: 'internal', tags: [], replaces: old.document.id };
    const { document } = await invoke<{ document: DocumentSummary }>(open.knowledge, 'documents.upload', input, callFor(plant.as('admin')));
    expect(document).toMatchObject({ revisionNo: 2, familyId: old.document.familyId });
    step('The rhenium wire is 4 mm thick.');
    step('A second page.');
    await expect.poll(async () => (await get(document.id)).chunks, PATIENTLY).toBeGreaterThan(0);
    expect((await found('rhenium wire')).join(' ')).not.toContain('4 mm');
    expect(await get(old.document.id)).toMatchObject({ standing: 'in-force' });
    step(null);
    await open.knowledge.ingestion.idle();
    expect((await found('rhenium wire')).join(' ')).toContain('4 mm');
    expect(await get(old.document.id)).toMatchObject({ standing: 'superseded' });
  });
  it('of a document that is read again stays until the new is complete', async () => {
    const { document } = await upload(open.knowledge, plant.as('user'), 'again.pdf', 'again');
    for (const text of ['The osmium pin is old.', 'A second page.', 'A third page.']) step(text);
    step(null);
    await open.knowledge.ingestion.idle();
    expect(await invoke(open.knowledge, 'queue.reingest', { id: document.id }, callFor(plant.as('admin')))).toEqual({ queued: 1 });
    await expect(invoke(open.knowledge, 'queue.reingest', { id: document.id }, callFor(plant.as('admin')))).rejects.toMatchObject({ code: 'DOCUMENT_BUSY' });
    step('The osmium pin is new.');
    await expect.poll(async () => (await get(document.id)).stage, PATIENTLY).toBe('reading');
    expect(await found('osmium pin')).toEqual(['The osmium pin is old.']);
    step(null);
    await open.knowledge.ingestion.idle();
    expect(await found('osmium pin')).toEqual(['The osmium pin is new.']);
    expect(await get(document.id)).toMatchObject({ status: 'ready', chunks: 1, pages: 1 });
    await expectInStep();
  });

  it('of a document that cannot be read again stays, with a warning', async () => {
    const { document } = await upload(open.knowledge, plant.as('user'), 'kept.pdf', 'kept');
    step('The iridium tip is fine.');
    step(null);
    await open.knowledge.ingestion.idle();
    for (let times = 0; times < 2; times++) {
      expect(await invoke(open.knowledge, 'queue.reingest', { id: document.id }, callFor(plant.as('admin')))).toEqual({ queued: 1 });
      step('Half of it.');
      step(new MillwrightError('READ_TIMEOUT', 'Reading took too long.'));
      await open.knowledge.ingestion.idle();
    }
    const { status, warnings } = await get(document.id);
    expect(status).toBe('ready');
    expect(warnings).toEqual([expect.stringMatching(/kept: Reading took too long\.$/)]);
    expect(await found('iridium tip')).toEqual(['The iridium tip is fine.']);
    await expectInStep();
  });
});

describe('vectors', () => {
  beforeEach(freshData);
  afterEach(end);

  /** Counts what it is asked; nothing is embedded until it is let. */
  function counting(): { embedding: Embedding; asked: string[]; let: () => void } {
    const asked: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const embedder: Embedder = {
      name: 'counting',
      identity: 'counting',
      dimension: 4,
      understands: (text) => !text.includes('nồi hơi'),
      countTokens: async (texts) => texts.map(() => 0),
      async embed(texts, signal) {
        asked.push(...texts);
        await Promise.race([promise, new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }))]);
        return texts.map((text) => Float32Array.from([1, text.length, 0, 0].map((value) => value / Math.hypot(1, text.length))));
      },
    };
    return { embedding: { current: () => ({ embedder, reason: null }), close: async () => undefined }, asked, let: resolve };
  }

  it('are asked for once where the text is the same, not at all in a language the model does not know, and come after the text', async () => {
    const model = counting();
    const step = await start(model.embedding);
    const { document } = await upload(open.knowledge, plant.as('user'), 'vectors.pdf', 'x');
    for (const text of ['The same footer page.', 'The same footer page.', 'Kiểm định nồi hơi hằng năm.', 'Another page altogether.']) step(text);
    step(null);
    await expect.poll(() => model.asked.length, PATIENTLY).toBe(2);
    await expect.poll(() => found('footer page'), PATIENTLY).toContain('The same footer page.');
    expect(await get(document.id)).toMatchObject({ status: 'processing', stage: 'embedding' });
    model.let();
    await open.knowledge.ingestion.idle();
    expect(await get(document.id)).toMatchObject({ status: 'ready', chunks: 4 });
    expect(model.asked.every((text) => text.startsWith('vectors\nStepped manual\n'))).toBe(true);
    const index = await open.vectorIndex.open(plant.tenantId, 4);
    expect((await index.vectors((await chunkIdsOf(open, plant.tenantId, 4)).index)).size).toBe(3);
  });

  it('are not made again for what stays the same in a new edition of a file, nor for a question that was asked before', async () => {
    const model = counting();
    model.let();
    const step = await start(model.embedding);
    const edition = async (content: string, pages: readonly string[]): Promise<void> => {
      await upload(open.knowledge, plant.as('user'), 'pump.pdf', content);
      for (const page of [...pages, null]) step(page);
      await open.knowledge.ingestion.idle();
    };
    await edition('first', ['The pump is started slowly.', 'The seal is checked weekly.']);
    await edition('second', ['The pump is started slowly.', 'The seal is checked daily.']);
    expect(model.asked.map((text) => text.split('\n').at(-1))).toEqual(['The pump is started slowly.', 'The seal is checked weekly.', 'The seal is checked daily.']);
    const ask = () => invoke<SearchAnswer>(open.knowledge, 'search.query', { query: 'seal checked', top: 8, mode: 'hybrid' }, callFor(plant.as('user')));
    expect((await ask()).mode).toBe('hybrid');
    await ask();
    expect(model.asked.slice(3)).toEqual(['seal checked']);
  });

  it('that were missing when the process ended are all that the next start makes', async () => {
    const first = counting();
    const step = await start(first.embedding);
    const { document } = await upload(open.knowledge, plant.as('user'), 'restarted.pdf', 'x');
    step('The text is in before the end.');
    step(null);
    await expect.poll(() => first.asked.length, PATIENTLY).toBe(1);
    await open.close();
    const second = counting();
    second.let();
    open = await openKnowledge(data, {
      embedding: second.embedding,
      reader: (real) => ({ ...real, read: () => { throw new Error('the file is not read again'); } }),
    });
    await open.knowledge.start();
    await open.knowledge.ingestion.idle();
    expect(await get(document.id)).toMatchObject({ status: 'ready', chunks: 1 });
    expect(second.asked).toHaveLength(1);
    const index = await open.vectorIndex.open(plant.tenantId, 4);
    expect((await index.vectors((await chunkIdsOf(open, plant.tenantId, 4)).index)).size).toBe(1);
  });
});
