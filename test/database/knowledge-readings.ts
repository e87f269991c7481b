import { pageOfDocuments } from '#core/knowledge/documents/document-pages.ts';
import { documentList } from '#core/knowledge/documents/document-rows.ts';
import { outlineOf } from '#core/knowledge/documents/document-outline.ts';
import { similarDocuments } from '#core/knowledge/documents/similar-documents.ts';
import { allFolders, knownFiles } from '#core/knowledge/folders/folder-rows.ts';
import { plainChunks } from '#core/knowledge/indexing/embed-chunks.ts';
import { textsForIndex, vectorsForIndex } from '#core/knowledge/ingestion/chunk-rows.ts';
import { unfinishedDocuments } from '#core/knowledge/ingestion/unfinished-documents.ts';
import { standingsOf } from '#core/knowledge/recalls/recall-standings.ts';
import { documentOpenings } from '#core/knowledge/retrieval/document-openings.ts';
import { passagesOf } from '#core/knowledge/retrieval/passage-rows.ts';
import { withBoxes } from '#core/knowledge/retrieval/search-boxes.ts';
import { searchScope } from '#core/knowledge/retrieval/search-scope.ts';
import { compareRevisions } from '#core/knowledge/revisions/revision-compare.ts';
import { cuesIn } from '#core/knowledge/understanding/understand-cues.ts';
import { filtersFor } from '#core/knowledge/understanding/understand-filters.ts';
import { languagesOf } from '#core/knowledge/understanding/understand-languages.ts';
import { createVocabulary } from '#core/knowledge/understanding/vocabulary.ts';
import { LABELS } from '#shared/contract/permissions.ts';
import { DIMENSION, type Knowledge, MODEL } from './knowledge-alone.ts';

const RANGE = { first: 0, last: 100 };
const never = new AbortController().signal;
const hitsOf = ({ chunks }: Knowledge) => [chunks.b, chunks.a].map((chunkId) => ({ chunkId, score: 1 }));

/** What the knowledge shows a person of the first plant: something of it, and nothing of the second. */
export const SHOWN: [string, (k: Knowledge) => Promise<unknown>][] = [
  ['documents', async ({ database, reader }) => (await pageOfDocuments(database, reader, {})).documents],
  ['documents of a kind of state', ({ tx }) => tx.rows(documentList(tx, null, 'ready'))],
  ['documents that wait', async ({ pg, database, a }) => (await pg.exec("UPDATE documents SET status = 'pending'"), unfinishedDocuments(database, a.tenantId))],
  ['collections', async ({ call }) => ((await call('collections.list', {})) as { collections: unknown[] }).collections],
  ['followed folders', ({ tx }) => allFolders(tx)],
  ['recalls', async ({ call }) => ((await call('recalls.list', {})) as { recalls: unknown[] }).recalls],
  ['words of the plant', ({ database, deps, reader }) => createVocabulary({ database, crypto: deps.crypto }).list(reader)],
  ['languages', async ({ database, reader }) => [...((await languagesOf(database, reader)) ?? [])]],
  ['passages behind hits', (k) => passagesOf(k.tx, hitsOf(k), LABELS)],
  ['openings of documents', async ({ tx, a, b }) => [...(await documentOpenings(tx, [a.documentId, b.documentId]))]],
  ['how cited documents stand', async ({ database, reader, a, b }) => [...(await standingsOf(database, reader, [a.documentId, b.documentId]))]],
  ['filters that a question names', async ({ tx }) => [await filtersFor(tx, cuesIn('What does "canary" say, in the collection canary-a?') ?? raise(), LABELS)]],
];

/** What is asked of the second plant's by its id, in the first one's name: each finds nothing. */
export const NOTHING: [string, (k: Knowledge) => Promise<unknown>][] = [
  ['the outline of a document', async ({ tx, b }) => listed(await outlineOf(tx, b.documentId))],
  ['files of a folder', async ({ tx, b }) => listed([...(await knownFiles(tx, b.folderId))])],
  ['texts for the index', ({ tx, b }) => textsForIndex(tx, { documentId: b.documentId, range: RANGE, limit: 9 })],
  ['vectors for the index', ({ tx, b }) => vectorsForIndex(tx, { documentId: b.documentId, range: RANGE, limit: 9, identity: MODEL, dimension: DIMENSION })],
  ['chunks without vectors', async ({ tx, b }) => listed(await plainChunks(tx, { documentId: b.documentId, after: -1, limit: 9, model: 'another' }))],
  ['text of a revision', async ({ database, deps, a, b }) => listed((await compareRevisions({ database, clock: deps.clock }, a.tenantId, [b.documentId, b.documentId], never)).changes)],
  ['lines of a passage', async (k) => (await withBoxes(k.tx, await passagesOfBoth(k))).find(({ document }) => document.id === k.b.documentId)?.span.boxes ?? null],
  ['documents that are searched', async ({ tx, b }) => listed(Array(((await searchScope(tx, { documents: [b.documentId] }, LABELS)).searched)))],
  ['documents like one', async ({ database, deps, reader, a }) => listed(await similarDocuments({ database, indexes: deps.indexes }, reader, a.documentId, never))],
];

/** The same by the operations themselves, and changes of what is the second plant's: each is not there. */
export const REFUSED: [string, string, (k: Knowledge) => Record<string, unknown>][] = [
  ['read', 'documents.get', ({ b }) => ({ id: b.documentId })],
  ['read as text', 'documents.text', ({ b }) => ({ id: b.documentId })],
  ['quoted', 'documents.passage', ({ b }) => ({ id: b.documentId, part: 0, start: 0, end: 1 })],
  ['described otherwise', 'documents.change', ({ b }) => ({ id: b.documentId, label: 'public', tags: ['taken'] })],
  ['tried again', 'documents.retry', ({ b }) => ({ id: b.documentId })],
  ['deleted', 'documents.delete', ({ b }) => ({ id: b.documentId })],
  ['followed through its revisions', 'revisions.list', ({ b }) => ({ id: b.documentId })],
  ['compared', 'revisions.compare', ({ a, b }) => ({ id: a.documentId, with: b.documentId })],
  ['replaced', 'revisions.link', ({ a, b }) => ({ id: a.documentId, replaces: b.documentId })],
  ['withdrawn', 'revisions.withdraw', ({ b }) => ({ id: b.documentId, why: 'taken' })],
  ['reinstated', 'revisions.reinstate', ({ b }) => ({ id: b.documentId })],
  ['named otherwise', 'collections.change', ({ b }) => ({ id: b.collectionId, name: 'taken' })],
  ['dissolved', 'collections.delete', ({ b }) => ({ id: b.collectionId })],
  ['collected', 'collections.assign', ({ a, b }) => ({ id: a.collectionId, add: [b.documentId] })],
  ['emptied', 'collections.assign', ({ b }) => ({ id: b.collectionId, remove: [] })],
  ['left unfollowed', 'folders.remove', ({ b }) => ({ id: b.folderId })],
];

async function passagesOfBoth(k: Knowledge): Promise<Awaited<ReturnType<typeof passagesOf>>> {
  const [own] = await passagesOf(k.tx, hitsOf(k), LABELS);
  if (own === undefined) return raise();
  return [own, { ...own, document: { ...own.document, id: k.b.documentId } }];
}

const listed = (rows: readonly unknown[]): readonly unknown[] | null => (rows.length === 0 ? null : rows);

function raise(): never {
  throw new Error('nothing was found to begin with');
}
