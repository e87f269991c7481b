import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { SearchAnswer } from '#core/knowledge/index.ts';
import { sql } from '#core/ports/sql.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, callFor, invoke, openKnowledge, type OpenKnowledge, type Plant, removeData, upload } from './open-knowledge.ts';

const SAMPLE = join(import.meta.dirname, '..', '..', 'resources', 'sample-plant');

let data: string;
let open: OpenKnowledge;
let plant: Plant;

beforeAll(async () => {
  data = await freshDataDirectory();
  open = await openKnowledge(data);
  plant = await addPlant(open.database, 'Once Works');
  await open.knowledge.start();
});

afterAll(async () => {
  await open.close();
  await removeData(data);
});

/** How often each chunk of a document was given to the index, by what was given. */
async function timesWritten(documentId: string): Promise<Record<string, number[]>> {
  const entries = await open.database.withTenant({ tenantId: plant.tenantId, userId: null }, (tx) =>
    tx.rows<{ action: string; first_chunk: number; last_chunk: number }>(sql`SELECT action, first_chunk, last_chunk FROM outbox WHERE document_id = ${documentId} ORDER BY id`),
  );
  const times: Record<string, number[]> = {};
  for (const { action, first_chunk: first, last_chunk: last } of entries) {
    for (let at = first; at <= last; at++) (times[action] ??= [])[at] = (times[action][at] ?? 0) + 1;
  }
  return times;
}

it('gives the text of each chunk to the index once, with its title, and its vector once', async () => {
  const name = (await readdir(SAMPLE)).find((each) => /^MAN-P101.*\.pdf$/.test(each)) ?? '';
  const { document } = await upload(open.knowledge, plant.as('user'), 'manual.pdf', await readFile(join(SAMPLE, name)));
  await open.knowledge.ingestion.idle();
  const { chunks, title } = await invoke<DocumentSummary>(open.knowledge, 'documents.get', { id: document.id }, callFor(plant.as('user')));
  expect(title).not.toBeNull();
  expect(await timesWritten(document.id)).toEqual({ text: Array.from({ length: chunks }, () => 1), vectors: Array.from({ length: chunks }, () => 1) });
  const index = await open.vectorIndex.open(plant.tenantId, 256);
  expect((await index.searchText(title ?? '', { maxLabelRank: 3, limit: 100 })).length).toBe(chunks);
  expect(await index.counts()).toEqual(new Map([[document.id, { chunks, vectors: chunks }]]));
});

it('writes the vectors alone again where only they are missing at the start', async () => {
  const index = await open.vectorIndex.open(plant.tenantId, 256);
  const [documentId] = [...(await index.counts()).keys()];
  const { results } = await invoke<SearchAnswer>(open.knowledge, 'search.query', { query: 'impeller nut torque', top: 1, mode: 'vector' }, callFor(plant.as('user')));
  const ids = await index.chunkIds(documentId ?? '');
  await index.putVectors(ids.map((chunkId) => ({ chunkId, documentId: documentId ?? '', labelRank: 1, vector: null })));
  expect((await index.counts()).get(documentId ?? '')).toEqual({ chunks: ids.length, vectors: 0 });
  await open.close();
  open = await openKnowledge(data);
  await open.knowledge.start();
  const again = await open.vectorIndex.open(plant.tenantId, 256);
  expect((await again.counts()).get(documentId ?? '')).toEqual({ chunks: ids.length, vectors: ids.length });
  const found = await invoke<SearchAnswer>(open.knowledge, 'search.query', { query: 'impeller nut torque', top: 1, mode: 'vector' }, callFor(plant.as('user')));
  expect(found.results[0]?.chunkId).toBe(results[0]?.chunkId);
});
