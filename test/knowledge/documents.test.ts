import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { SearchAnswer } from '#core/knowledge/index.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, callFor, chunkIdsOf, invoke, type OpenKnowledge, openKnowledge, type Plant, removeData, upload, watch } from './open-knowledge.ts';

const PUMP = '# Feed pump P-101A\n\nThe discharge pressure must not exceed 12.5 bar. Tighten the M12x1.75 studs to 80 Nm.\n';
const VALVE = '# Nồi hơi\n\nĐóng van an toàn trước khi kiểm định nồi hơi. Überdruckventil schließen, Lärm vermeiden.\n';

const PATIENTLY = { timeout: 20_000 };

let data: string;
let open: OpenKnowledge;
let plant: Plant;
let other: Plant;

const get = (principal: Principal, id: string): Promise<DocumentSummary> => invoke(open.knowledge, 'documents.get', { id }, callFor(principal));
const find = (principal: Principal, query: string): Promise<SearchAnswer> =>
  invoke(open.knowledge, 'search.query', { query, top: 8 }, callFor(principal));

beforeAll(async () => {
  data = await freshDataDirectory();
  open = await openKnowledge(data);
  plant = await addPlant(open.database, 'North Works');
  other = await addPlant(open.database, 'South Works');
  await open.knowledge.start();
});

afterAll(async () => {
  await open.close();
  await removeData(data);
});

describe('a document', () => {
  it('is pending when the upload is acknowledged, then ready, searchable, and recorded once', async () => {
    const { document, duplicate } = await upload(open.knowledge, plant.as('user'), 'pump.md', PUMP);
    expect(duplicate).toBe(false);
    expect(document).toMatchObject({ filename: 'pump.md', status: 'pending', stage: 'waiting', addedBy: 'North Works user' });
    await open.knowledge.ingestion.idle();
    expect(await get(plant.as('user'), document.id)).toMatchObject({ status: 'ready', stage: 'done', kind: 'markdown', chunks: 1, error: null });
    const { results, mode, searched } = await find(plant.as('user'), 'highest pressure at the outlet of P-101A?');
    expect(mode).toBe('hybrid');
    expect(searched).toBe(1);
    expect(results[0]).toMatchObject({ document: { id: document.id, filename: 'pump.md' }, label: 'internal' });
    expect(results[0]?.text).toContain('12.5 bar');
    expect(open.recorded.filter((record) => record.documentId === document.id)).toMatchObject([{ outcome: 'ok', chunks: 1 }]);
  });

  it('is found by codes, by umlauts and by Vietnamese without marks', async () => {
    await upload(open.knowledge, plant.as('user'), 'nồi-hơi.md', VALVE);
    await open.knowledge.ingestion.idle();
    for (const [query, filename] of [
      ['P-101A', 'pump.md'],
      ['p101a', 'pump.md'],
      ['M12x1.75', 'pump.md'],
      ['van an toan noi hoi', 'nồi-hơi.md'],
      ['Laerm Lärm', 'nồi-hơi.md'],
      ['uberdruckventil schliessen', 'nồi-hơi.md'],
    ] as const) {
      const { results } = await find(plant.as('user'), query);
      expect(results[0]?.document.filename, query).toBe(filename);
    }
  });

  it('answers any characters a person types without an error', async () => {
    for (const query of ['"', '((', 'AND OR NOT', '+pump -valve', 'text:*', '\\', "'; DROP TABLE x", '*', '\u{1F4A7}', '\u0000pump']) {
      await expect(find(plant.as('user'), query), query).resolves.toHaveProperty('results');
    }
  });

  it('with the same bytes again is the same document and is not read again', async () => {
    const first = await upload(open.knowledge, plant.as('user'), 'twice.txt', 'The compressor K-7 trips at 9 bar.');
    await open.knowledge.ingestion.idle();
    const again = await upload(open.knowledge, plant.as('admin'), 'other name.txt', 'The compressor K-7 trips at 9 bar.');
    expect(again).toMatchObject({ duplicate: true, document: { id: first.document.id, filename: 'twice.txt', status: 'ready' } });
    const elsewhere = await upload(open.knowledge, other.as('user'), 'twice.txt', 'The compressor K-7 trips at 9 bar.');
    expect(elsewhere.duplicate).toBe(false);
    await open.knowledge.ingestion.idle();
  });

  it('gives its text, its original and the place of a passage', async () => {
    const { document } = await upload(open.knowledge, plant.as('user'), 'text.txt', 'Line one.\nValve V-9 opens to the left.\n');
    await open.knowledge.ingestion.idle();
    const call = callFor(plant.as('viewer'));
    const { parts } = await invoke<{ parts: { text: string }[] }>(open.knowledge, 'documents.text', { id: document.id }, call);
    const start = parts[0]?.text.indexOf('Valve') ?? -1;
    const passage = await invoke(open.knowledge, 'documents.passage', { id: document.id, part: 0, start, end: start + 9 }, call);
    expect(passage).toMatchObject({ quote: 'Valve V-9', page: null, boxes: null });
    const original = await invoke<Blob>(open.knowledge, 'documents.original', { id: document.id }, call);
    expect(await original.text()).toBe('Line one.\nValve V-9 opens to the left.\n');
  });

  it('that cannot be read fails with a sentence, is retried on request, and does not stop the next one', async () => {
    const bad = await upload(open.knowledge, plant.as('user'), 'broken.pdf', '%PDF-1.7\nthis is not a PDF at all');
    const good = await upload(open.knowledge, plant.as('user'), 'good.txt', 'The agitator A-3 runs at 60 rpm.');
    await open.knowledge.ingestion.idle();
    const failed = await get(plant.as('user'), bad.document.id);
    expect(failed.status).toBe('failed');
    expect(failed.error?.code).toMatch(/^FILE_/);
    expect(failed.error?.message).toMatch(/^[A-Z].*\.$/s);
    expect((await get(plant.as('user'), good.document.id)).status).toBe('ready');
    const retried = await invoke<DocumentSummary>(open.knowledge, 'documents.retry', { id: bad.document.id }, callFor(plant.as('user')));
    expect(retried).toMatchObject({ status: 'pending', error: null });
    await open.knowledge.ingestion.idle();
    expect((await get(plant.as('user'), bad.document.id)).status).toBe('failed');
    expect(open.recorded.filter((record) => record.documentId === bad.document.id).map((record) => record.outcome)).toEqual(['failed', 'failed']);
  });

  it('that failed is read again when the same file is added again', async () => {
    const file = '%PDF-1.7\nbroken in another way';
    const first = await upload(open.knowledge, plant.as('user'), 'again.pdf', file);
    await open.knowledge.ingestion.idle();
    const second = await upload(open.knowledge, plant.as('user'), 'again.pdf', file);
    expect(second).toMatchObject({ duplicate: true, document: { id: first.document.id, status: 'pending', error: null } });
    await open.knowledge.ingestion.idle();
    expect(open.recorded.filter((record) => record.documentId === first.document.id)).toHaveLength(2);
  });

  it('that is empty is refused and leaves nothing behind', async () => {
    await expect(upload(open.knowledge, plant.as('user'), 'empty.txt', '')).rejects.toMatchObject({ code: 'FILE_EMPTY' });
  });

  it('is deleted with its text, its index entries and its original', async () => {
    const { document } = await upload(open.knowledge, plant.as('user'), 'gone.txt', 'The zirconium liner is replaced every winter.');
    await open.knowledge.ingestion.idle();
    expect((await find(plant.as('user'), 'zirconium liner')).results[0]?.document.id).toBe(document.id);
    await invoke(open.knowledge, 'documents.delete', { id: document.id }, callFor(plant.as('admin')));
    expect((await find(plant.as('user'), 'zirconium liner')).results.map((hit) => hit.document.id)).not.toContain(document.id);
    await expect(get(plant.as('admin'), document.id)).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
    await open.knowledge.ingestion.idle();
    const ids = await chunkIdsOf(open, plant.tenantId);
    expect(ids.index).toEqual(ids.database);
    const again = await upload(open.knowledge, plant.as('user'), 'gone.txt', 'The zirconium liner is replaced every winter.');
    expect(again.duplicate).toBe(false);
    await open.knowledge.ingestion.idle();
    expect((await get(plant.as('user'), again.document.id)).status).toBe('ready');
  });
});

describe('who sees what', () => {
  it('hides restricted documents from viewers in lists, by id and in search, and follows a change of label', async () => {
    const { document } = await upload(open.knowledge, plant.as('user'), 'secret.txt', 'The interlock bypass code of hafnium cell 4.', 'restricted');
    await open.knowledge.ingestion.idle();
    const viewer = plant.as('viewer');
    expect((await find(plant.as('user'), 'hafnium bypass code')).results[0]?.document.id).toBe(document.id);
    expect((await find(viewer, 'hafnium bypass code')).results.map((hit) => hit.document.id)).not.toContain(document.id);
    await expect(get(viewer, document.id)).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
    const list = await invoke<{ documents: DocumentSummary[] }>(open.knowledge, 'documents.list', {}, callFor(viewer));
    expect(list.documents.map((each) => each.id)).not.toContain(document.id);

    await invoke(open.knowledge, 'documents.change', { id: document.id, label: 'public' }, callFor(plant.as('admin')));
    expect((await find(viewer, 'hafnium bypass code')).results[0]?.document.id).toBe(document.id);
    await invoke(open.knowledge, 'documents.change', { id: document.id, label: 'restricted' }, callFor(plant.as('admin')));
    expect((await find(viewer, 'hafnium bypass code')).results.map((hit) => hit.document.id)).not.toContain(document.id);
  });

  it("gives another plant's id the same answer as one that never was, in every operation", async () => {
    const { document } = await upload(open.knowledge, plant.as('user'), 'ours.txt', 'Only the north works have a niobium furnace.');
    await open.knowledge.ingestion.idle();
    const stranger = callFor(other.as('admin'));
    for (const name of ['get', 'text', 'original', 'passage', 'change', 'outline', 'similar', 'pageImage', 'retry', 'delete']) {
      for (const id of [document.id, '00000000-0000-4000-8000-000000000000']) {
        const input = { id, part: 0, start: 0, end: 5, label: 'public', page: 1, width: 100 };
        await expect(invoke(open.knowledge, `documents.${name}`, input, stranger), `${name} ${id}`).rejects.toMatchObject({
          code: 'DOCUMENT_NOT_FOUND',
          message: 'There is no such document among those you may read.',
        });
      }
    }
    expect((await find(other.as('admin'), 'niobium furnace')).results.filter((hit) => hit.text.includes('niobium'))).toEqual([]);
    expect((await get(plant.as('user'), document.id)).status).toBe('ready');
  });
});

describe('watching documents', () => {
  it('tells the list, then each change until it is ready, then the removal', async () => {
    const stop = new AbortController();
    const events: { type: string; documents?: DocumentSummary[]; id?: string }[] = [];
    const watching = (async () => {
      for await (const event of watch<(typeof events)[number]>(open.knowledge, 'documents.watch', {}, callFor(plant.as('viewer'), stop.signal))) events.push(event);
    })();
    await expect.poll(() => events[0]?.type, PATIENTLY).toBe('all');
    const { document } = await upload(open.knowledge, plant.as('user'), 'watched.txt', 'The watched pot P-77 boils at 100 °C.');
    await expect.poll(() => events.some(({ documents = [] }) => documents.some(({ id, status }) => id === document.id && status === 'ready')), PATIENTLY).toBe(true);
    const hidden = await upload(open.knowledge, plant.as('user'), 'hidden.txt', 'A restricted pot.', 'restricted');
    await open.knowledge.ingestion.idle();
    await invoke(open.knowledge, 'documents.delete', { id: document.id }, callFor(plant.as('admin')));
    await expect.poll(() => events.at(-1), PATIENTLY).toEqual({ type: 'removed', id: document.id });
    expect(JSON.stringify(events)).not.toContain(hidden.document.id);
    stop.abort();
    await watching;
  });
});

describe('uploads in pieces', () => {
  it('become a document, belong to one person, and refuse pieces out of order', async () => {
    const call = callFor(plant.as('user'));
    const text = 'The cooling tower basin is drained in October.';
    const { uploadId } = await invoke<{ uploadId: string }>(open.knowledge, 'uploads.begin', { sizeBytes: text.length }, call);
    const append = (offset: number, part: string, as = call) =>
      invoke<{ receivedBytes: number }>(open.knowledge, 'uploads.append', { uploadId, offset, bytes: new Blob([part]) }, as);
    expect(await append(0, text.slice(0, 10))).toEqual({ receivedBytes: 10 });
    await expect(append(5, 'xxx')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(append(10, text.slice(10), callFor(plant.as('admin')))).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' });
    const input = { filename: 'basin.txt', content: { uploadId }, label: 'internal', tags: [] };
    await expect(invoke(open.knowledge, 'documents.upload', input, call)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await append(10, text.slice(10))).toEqual({ receivedBytes: text.length });
    await invoke(open.knowledge, 'documents.upload', input, call);
    await open.knowledge.ingestion.idle();
    expect((await find(plant.as('user'), 'basin drained October')).results[0]?.document.filename).toBe('basin.txt');
    await expect(invoke(open.knowledge, 'documents.upload', input, call)).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' });
    await expect(invoke(open.knowledge, 'uploads.begin', { sizeBytes: 65 * 1024 * 1024 }, call)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });
});
