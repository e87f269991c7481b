import { createReadStream, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { SearchAnswer } from '#core/knowledge/index.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, callFor, chunkIdsOf, invoke, openKnowledge, removeData, upload } from '#test/knowledge/open-knowledge.ts';

const FOLDER = join(process.env['MILLWRIGHT_CORPUS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus'), 'hostile');
const present = existsSync(FOLDER);
if (!present) console.warn(`SKIPPED: no hostile files at ${FOLDER}. Set MILLWRIGHT_CORPUS to the corpus folder.`);

describe.skipIf(!present)('hostile files', () => {
  it('each end ready, or failed or refused with a sentence, and the document after them is found', async () => {
    const data = await freshDataDirectory();
    const open = await openKnowledge(data);
    const plant = await addPlant(open.database, 'Besieged Works');
    const call = callFor(plant.as('admin'));
    await open.knowledge.start();
    const entries = (await readdir(FOLDER, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(entries.length).toBeGreaterThan(50);
    const refused: unknown[] = [];
    for (const { name, parentPath } of entries) {
      const content = { stream: createReadStream(join(parentPath, name)) };
      await invoke(open.knowledge, 'documents.upload', { filename: name, content, label: 'internal', tags: [] }, call).catch((error: unknown) => refused.push(error));
    }
    await upload(open.knowledge, plant.as('user'), 'last.txt', 'The quenching oil Q-8 is changed in spring.');
    await open.knowledge.ingestion.idle();

    for (const error of refused) expect(error).toBeInstanceOf(MillwrightError);
    const { documents } = await invoke<{ documents: DocumentSummary[] }>(open.knowledge, 'documents.list', {}, call);
    for (const { filename, status, error } of documents) {
      expect(['ready', 'failed'], filename).toContain(status);
      if (status === 'failed') expect(error?.message, filename).toMatch(/^[A-Z][^\n]{15,}\.$/);
      expect(error?.code, filename).not.toBe('INTERNAL');
      expect(filename).not.toMatch(/[\p{Cc}\u202a-\u202e/\\]/u);
    }
    const { results } = await invoke<SearchAnswer>(open.knowledge, 'search.query', { query: 'when is quenching oil Q-8 changed', top: 3 }, call);
    expect(results[0]?.document.filename).toBe('last.txt');
    const ids = await chunkIdsOf(open, plant.tenantId);
    expect(ids.index).toEqual(ids.database);
    await open.close();
    await removeData(data);
  }, 240_000);
});
