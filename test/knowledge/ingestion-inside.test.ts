import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { QueueState } from '#shared/contract/queue.ts';
import type { SearchAnswer } from '#core/knowledge/index.ts';
import type { RecognisedPage } from '#core/ports/text-recognition.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, callFor, chunkIdsOf, invoke, openKnowledge, type OpenKnowledge, type Plant, removeData, upload, watch } from './open-knowledge.ts';

const PATIENTLY = { timeout: 20_000 };

let data: string;
let open: OpenKnowledge;
let plant: Plant;
let busy = false;
/** Pages read by the stand-in for the recogniser, and the page it breaks on. */
let recognised: number[] = [];
let stopAt: number | null = null;

const SCANNED = [null, null, 'The middle page has a text of its own about cobalt.', null].map((text, n) => ({
  page: n + 1, section: null, text: text ?? '', lines: null,
  blocks: text === null ? [] : [{ kind: 'paragraph' as const, start: 0, end: text.length }],
  ...(text === null ? { recognise: 'no-text' as const } : {}),
}));

/** Three scanned pages, one page with text between them, whatever the file holds: what is under test comes after reading. */
function openIt(): Promise<OpenKnowledge> {
  return openKnowledge(data, {
    embedding: 'none',
    busy: () => busy,
    reader: (real) => ({
      ...real,
      async *read(request, signal) {
        if (!request.filename.startsWith('scan')) return yield* real.read(request, signal);
        yield { type: 'parts', parts: SCANNED };
        return { kind: 'pdf', title: null, pages: SCANNED.length, warnings: [] };
      },
      pageImage: async (request) => ({ width: request.width, height: request.width, png: Uint8Array.of(request.page) }),
    }),
    recognition: {
      async recognise(png): Promise<RecognisedPage> {
        const page = png[0] ?? 0;
        if (page === stopAt) await new Promise(() => undefined);
        recognised.push(page);
        const line = { text: `Recognised words of sheet ${page} about gallium.`, confidence: 0.9, box: [0.1, 0.1, 0.8, 0.1] as [number, number, number, number], letterHeight: 10, paragraph: 0 };
        return { lines: [line], confidence: 0.9 };
      },
    },
  });
}

const list = async (): Promise<DocumentSummary[]> => (await invoke<{ documents: DocumentSummary[] }>(open.knowledge, 'documents.list', {}, callFor(plant.as('admin')))).documents;
const named = async (filename: string): Promise<DocumentSummary | undefined> => (await list()).find((document) => document.filename === filename);
const found = async (query: string): Promise<string[]> =>
  (await invoke<SearchAnswer>(open.knowledge, 'search.query', { query, top: 8, mode: 'keyword' }, callFor(plant.as('user')))).results.map((hit) => hit.text);
const queueState = async (): Promise<QueueState> => {
  for await (const state of watch<QueueState>(open.knowledge, 'queue.watch', {}, callFor(plant.as('viewer')))) return state;
  throw new Error('nothing was told');
};

beforeAll(async () => {
  data = await freshDataDirectory();
  open = await openIt();
  plant = await addPlant(open.database, 'Inside Works');
  await open.knowledge.start();
});
afterAll(async () => {
  await open.close();
  await removeData(data);
});

describe('pages that are pictures', () => {
  it('are recognised after the readable ones, in reading order at the end, with the confidence told', async () => {
    await upload(open.knowledge, plant.as('user'), 'scan one.pdf', 'scan one');
    await open.knowledge.ingestion.idle();
    const document = await named('scan one.pdf');
    expect(document).toMatchObject({ status: 'ready', pages: 4, chunks: 4, recognition: 0.9 });
    expect(document?.warnings.join(' ')).toMatch(/recognised/);
    expect(recognised).toEqual([1, 2, 4]);
    const { parts } = await invoke<{ parts: { text: string }[] }>(open.knowledge, 'documents.text', { id: document?.id }, callFor(plant.as('user')));
    expect(parts.map(({ text }) => /sheet \d|cobalt/.exec(text)?.[0])).toEqual(['sheet 1', 'sheet 2', 'cobalt', 'sheet 4']);
    expect(await found('gallium')).toHaveLength(3);
    const ids = await chunkIdsOf(open, plant.tenantId);
    expect(ids.index).toEqual(ids.database);
  });

  it('go on at the next page after a restart', async () => {
    [recognised, stopAt] = [[], 2];
    await upload(open.knowledge, plant.as('user'), 'scan two.pdf', 'scan two');
    await expect.poll(async () => (await named('scan two.pdf'))?.progress ?? 0, PATIENTLY).toBeGreaterThan(0.3);
    // A killed process closes nothing: what it was doing is simply over.
    open.knowledge.close().catch(() => undefined);
    await open.database.close();
    stopAt = null;
    open = await openIt();
    await open.knowledge.start();
    await open.knowledge.ingestion.idle();
    expect(recognised).toEqual([1, 2, 4]);
    expect(await named('scan two.pdf')).toMatchObject({ status: 'ready', chunks: 4, recognition: 0.9 });
  });
});

describe('files inside a file', () => {
  it('become documents of their own, with its label and tags, once each, and leave nothing unpacked', async () => {
    const inner = zipSync({ 'deep.txt': strToU8('The erbium lamp is three archives deep.') });
    const zip = zipSync({
      'pumps/p7.txt': strToU8('Pump P-7 has a thulium shaft.'), 'same.txt': strToU8('Pump P-7 has a thulium shaft.'), 'inner.zip': inner, 'empty.txt': new Uint8Array(),
    });
    const content = { stream: [zip] };
    await invoke(open.knowledge, 'documents.upload', { filename: 'all.zip', content, label: 'confidential', tags: ['handover'] }, callFor(plant.as('admin')));
    await open.knowledge.ingestion.idle();
    const container = await named('all.zip');
    expect(container).toMatchObject({ status: 'ready', kind: 'archive' });
    const inside = (await list()).filter(({ containerId }) => containerId === container?.id);
    expect(inside.map(({ filename }) => filename).sort()).toEqual(['inner.zip', 'pumps › p7.txt']);
    for (const document of inside) expect(document).toMatchObject({ status: 'ready', label: 'confidential', tags: ['handover'] });
    expect(await found('erbium lamp')).toHaveLength(1);
    expect(await found('thulium shaft')).toHaveLength(1);
    expect((await readdir(join(data, 'files', 'incoming'))).filter((name) => name.startsWith('scratch'))).toEqual([]);
    const before = (await list()).length;
    await invoke(open.knowledge, 'queue.reingest', { id: container?.id }, callFor(plant.as('admin')));
    await open.knowledge.ingestion.idle();
    expect(await list()).toHaveLength(before);
  });
});

describe('the queue', () => {
  it('that is paused begins nothing, says so, stays paused over a restart, and goes on when told', async () => {
    const admin = callFor(plant.as('admin'));
    expect(await invoke(open.knowledge, 'queue.pause', { paused: true }, admin)).toMatchObject({ paused: true });
    const { document } = await upload(open.knowledge, plant.as('user'), 'later.txt', 'The paused pot is made of yttrium.');
    await open.knowledge.ingestion.idle();
    expect(await queueState()).toMatchObject({ waiting: 1, running: 0, paused: true });
    await open.close();
    open = await openIt();
    await open.knowledge.start();
    expect(await queueState()).toMatchObject({ waiting: 1, paused: true });
    expect((await named('later.txt'))?.status).toBe('pending');
    await invoke(open.knowledge, 'queue.pause', { paused: false }, callFor(plant.as('admin')));
    await open.knowledge.ingestion.idle();
    expect(await named('later.txt')).toMatchObject({ id: document.id, status: 'ready' });
    expect(await queueState()).toMatchObject({ waiting: 0, running: 0, done: 1, paused: false });
  });

  it('waits while an answer is being written', async () => {
    busy = true;
    await upload(open.knowledge, plant.as('user'), 'busy.txt', 'The busy bell is made of scandium.');
    await expect.poll(async () => (await queueState()).yielding, PATIENTLY).toBe(true);
    expect((await named('busy.txt'))?.status).toBe('pending');
    busy = false;
    await open.knowledge.ingestion.idle();
    expect((await named('busy.txt'))?.status).toBe('ready');
  });

  it('cancels a document that waits, and leaves one that is ready alone', async () => {
    await invoke(open.knowledge, 'queue.pause', { paused: true }, callFor(plant.as('admin')));
    const { document } = await upload(open.knowledge, plant.as('user'), 'never.txt', 'Never read.');
    const cancel = (id: string): Promise<DocumentSummary> => invoke(open.knowledge, 'queue.cancel', { id }, callFor(plant.as('user')));
    expect(await cancel(document.id)).toMatchObject({ status: 'failed', error: { code: 'CANCELLED' } });
    await invoke(open.knowledge, 'queue.pause', { paused: false }, callFor(plant.as('admin')));
    const ready = await named('busy.txt');
    expect(await cancel(ready?.id ?? '')).toMatchObject({ status: 'ready' });
    await expect(cancel('00000000-0000-4000-8000-000000000000')).rejects.toBeInstanceOf(MillwrightError);
  });
});
