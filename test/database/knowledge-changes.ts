import { createHash } from 'node:crypto';
import { takeOut } from '#core/knowledge/documents/collection-rows.ts';
import { relabelUnpacked } from '#core/knowledge/documents/relabel-unpacked.ts';
import { folderById, type KnownFile } from '#core/knowledge/folders/folder-rows.ts';
import { lookAtFolder } from '#core/knowledge/folders/folder-look.ts';
import { leaveFile, takeFile } from '#core/knowledge/folders/folder-take.ts';
import { embedChunks } from '#core/knowledge/indexing/embed-chunks.ts';
import { createOutbox } from '#core/knowledge/indexing/outbox.ts';
import { reEmbed } from '#core/knowledge/indexing/re-embed.ts';
import { reconcile } from '#core/knowledge/indexing/reconcile.ts';
import { createServingVectors } from '#core/knowledge/indexing/serving-vectors.ts';
import { tidyVectors } from '#core/knowledge/indexing/tidy-vectors.ts';
import { changeVectors } from '#core/knowledge/indexing/vector-change.ts';
import { createVectorStage } from '#core/knowledge/indexing/vector-stage.ts';
import { oneForAll } from '#core/ports/embedder.ts';
import { addDocument } from '#core/knowledge/ingestion/add-document.ts';
import { failDocument } from '#core/knowledge/ingestion/fail-document.ts';
import { readDocument, uncountStart } from '#core/knowledge/ingestion/ingest-document.ts';
import { createProgress } from '#core/knowledge/ingestion/progress.ts';
import { createQueuePause } from '#core/knowledge/ingestion/queue-pause.ts';
import { queueAgain } from '#core/knowledge/ingestion/read-again.ts';
import { removeUnreferenced, sweepFiles } from '#core/knowledge/ingestion/remove-files.ts';
import { showSoon } from '#core/knowledge/ingestion/stretch-writer.ts';
import { dropStaged, switchText } from '#core/knowledge/ingestion/switch-text.ts';
import { recallDue } from '#core/knowledge/recalls/recall-rows.ts';
import { createRecallSweep } from '#core/knowledge/recalls/recall-sweep.ts';
import { beginRecognition, recogniseNextPage } from '#core/knowledge/recognition/recognise-document.ts';
import { createVocabulary } from '#core/knowledge/understanding/vocabulary.ts';
import { sql } from '#core/ports/sql.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Knowledge } from './knowledge-alone.ts';

/** A state of every document, whosever it is. */
const state = (columns: string): string => `UPDATE documents SET ${columns}`;
const EMBEDDING = state("status = 'processing', stage = 'embedding', progress = 0.5");
const RECOGNISING = state("status = 'processing', stage = 'recognising', ready_at = NULL");
const READY = state('ready_at = now()');
const ANOTHER = "UPDATE document_chunks SET embedding_model = 'another'";
const signal = new AbortController().signal;
const attach = async (): Promise<string[]> => [];
const unread = { chunk_index: 0, filename: 'taken', title: null, content: 'taken', context: '' };
const file: KnownFile = { path: 'canary-b', size_bytes: 1, modified_at: new Date(0), document_id: null, refusal: null };

interface Change {
  what: string;
  /** Brings rows of both plants into the state in which the change would bite. */
  given?: string;
  act: (k: Knowledge) => Promise<unknown>;
}

/** Changes in the name of the first plant, aimed at rows of the second or at a whole plant: none touches the second's. */
export const CHANGES: Change[] = [
  { what: 'taking a document out of a collection', act: ({ tx, b }) => takeOut(tx, b.collectionId, [b.documentId]) },
  { what: 'a label that goes down to what was unpacked', given: state('container_id = id'), act: ({ tx, a, b }) => relabelUnpacked(tx, a.tenantId, { id: b.documentId, from: 'internal', to: 'restricted', now: new Date() }) },
  { what: 'a look at a folder', act: ({ deps, a, b }) => lookAtFolder({ ...deps, folders: { list: attach } as never }, a.tenantId, b.folderId, signal) },
  { what: 'a file that is gone', act: async ({ tx, deps, a, b }) => leaveFile(deps, tx, { ...(await folderById(tx, a.folderId)), id: b.folderId }, { ...file, document_id: b.documentId }) },
  {
    what: 'a file that came back',
    given: state("withdrawn_at = now(), withdrawn_why = 'The file is no longer in the folder it came from.'"),
    act: async ({ tx, deps, a, b }) =>
      takeFile(
        { ...deps, ingestion: { add: async () => ({ document: { id: a.documentId, familyId: b.documentId, revisionNo: 1, filename: 'x' }, duplicate: true }) } as never },
        { tenantId: a.tenantId, folder: await folderById(tx, a.folderId), file: { path: 'x', sizeBytes: 1, modifiedAt: new Date(0) }, known: undefined, present: new Set(), content: null as never, signal },
      ),
  },
  { what: 'vectors', given: ANOTHER, act: async ({ deps, a, b, chunks }) => embedChunks(deps, a.tenantId, await embedderOf(deps, a.tenantId), [{ ...unread, id: chunks.b, document_id: b.documentId, print: print(b.marker) }], signal) },
  { what: 'vectors of another model', given: ANOTHER, act: async ({ deps, a }) => reEmbed(deps, a.tenantId, { ...(await embedderOf(deps, a.tenantId)), identity: 'new' }, signal, () => undefined) },
  { what: 'vectors that serve no more', given: "UPDATE document_chunks SET next_embedding_model = 'another'", act: ({ database, a }) => tidyVectors(database, a.tenantId, { serving: 'another', wanted: null }, signal) },
  { what: 'another model', given: ANOTHER, act: async ({ deps, a }) => changeVectors({ ...deps, vectorIndex: aside }, { tenantId: a.tenantId, from: { identity: 'another', dimension: 1, table: 0 }, to: await embedderOf(deps, a.tenantId), signal, onProgress: () => undefined, onHold: () => undefined }) },
  { what: 'an index that follows', act: ({ deps, a }) => createOutbox(deps).drain(a.tenantId) },
  { what: 'an index that is compared', given: "UPDATE outbox SET done_at = now() - interval '1 year'", act: ({ deps, a }) => reconcile(deps, a.tenantId) },
  { what: 'a document getting its vectors', given: EMBEDDING, act: ({ deps, a, b }) => stageOf(deps, a.tenantId, b.documentId) },
  { what: 'the next revision', act: ({ deps, reader, b }) => addDocument({ ...deps, files: { put: async () => ({ sha256: 'x', sizeBytes: 1 }) } as never }, { ...given(reader), replaces: b.documentId }, signal).then(tooFar) },
  { what: 'a failure', given: state("status = 'processing', ready_at = NULL"), act: ({ deps, a, b }) => failDocument(deps, a.tenantId, b.documentId, new MillwrightError('FILE_UNREADABLE')) },
  { what: 'a failure of what was ready before', given: READY, act: ({ deps, a, b }) => failDocument(deps, a.tenantId, b.documentId, new MillwrightError('FILE_UNREADABLE')) },
  { what: 'reading', given: state("status = 'pending', ready_at = NULL"), act: ({ deps, a, b }) => readDocument(deps, a.tenantId, b.documentId, attach, signal) },
  { what: 'a start that does not count', given: state(`metadata = '{"starts": 3}'`), act: ({ deps, a, b }) => uncountStart(deps, a.tenantId, b.documentId) },
  { what: 'progress', given: EMBEDDING, act: ({ deps, a, b }) => stepOf(deps, a.tenantId, b.documentId) },
  { what: 'showing early', given: state("status = 'processing', searchable = false"), act: ({ deps, a, b }) => showSoon(deps, a.tenantId, b.documentId) },
  { what: 'reading again', act: ({ deps, a, b }) => queueAgain(deps, a.tenantId, b.documentId) },
  { what: 'reading everything again', act: ({ deps, a }) => queueAgain(deps, a.tenantId, null) },
  { what: 'new text in place of the old', act: ({ tx, a, b }) => switchText(tx, a.tenantId, b.documentId, { sameTitle: true }) },
  { what: 'new text that is not wanted', act: ({ tx, b }) => dropStaged(tx, b.documentId) },
  { what: 'the start of recognition', given: RECOGNISING, act: ({ deps, a, b }) => beginRecognition(deps, a.tenantId, b.documentId) },
  { what: 'a recognised page', given: RECOGNISING, act: ({ deps, a, b }) => recogniseNextPage(deps, a.tenantId, b.documentId, signal) },
  { what: 'recalls', given: state('withdrawn_at = now()'), act: ({ tx, deps, a, b }) => recallDue(tx, deps, a.tenantId, [b.documentId]) },
  { what: 'a word of the plant', act: ({ database, deps, reader, b }) => createVocabulary({ database, crypto: deps.crypto }).save(reader, b.marker, ['taken']) },
  { what: 'forgetting a word', act: async ({ tx, database, deps, reader, b }) => createVocabulary({ database, crypto: deps.crypto }).remove(reader, (await tx.one<{ id: string }>(sql`SELECT id FROM vocabulary WHERE tenant_id = ${b.tenantId}`)).id) },
  { what: 'a notice that was seen', act: async ({ tx, call, b }) => call('recalls.seen', { id: b.recallId, messageId: (await tx.one<{ id: string }>(sql`SELECT message_id AS id FROM recall_notices WHERE tenant_id = ${b.tenantId}`)).id }) },
];

/** What the core decides of a plant from its rows: the second's rows alone must not decide it for the first. */
export const DECIDED: { what: string; given: string; ask: (k: Knowledge) => Promise<unknown>; answer: unknown }[] = [
  {
    what: 'whether its queue is paused',
    given: "INSERT INTO settings (tenant_id, key, value) SELECT tenant_id, 'ingestion.paused', 'true' FROM documents WHERE filename = 'canary-b'",
    ask: async ({ database, a }) => {
      const pause = createQueuePause(database);
      await pause.load(a.tenantId);
      return pause.paused(a.tenantId);
    },
    answer: false,
  },
  {
    what: 'which vectors serve',
    given: "UPDATE document_chunks SET embedding = NULL WHERE content = 'canary-a'; UPDATE document_chunks SET embedding_model = 'another' WHERE content = 'canary-b'",
    ask: async ({ database, a }) => (await createServingVectors({ database, embedders: oneForAll({ current: () => ({ embedder: null, reason: null }) }) }).space(a.tenantId))?.identity ?? null,
    answer: null,
  },
  {
    what: 'which vectors serve after a change',
    given: `UPDATE document_chunks SET embedding = NULL; INSERT INTO settings (tenant_id, key, value) SELECT tenant_id, 'knowledge.vectors', '{"identity":"another","dimension":1,"table":1}' FROM documents WHERE filename = 'canary-b'`,
    ask: async ({ database, a }) => (await createServingVectors({ database, embedders: oneForAll({ current: () => ({ embedder: null, reason: null }) }) }).space(a.tenantId))?.identity ?? null,
    answer: null,
  },
  {
    what: 'which originals no document has',
    given: 'SELECT 1',
    ask: async ({ deps, a, told }) => {
      await sweepFiles(deps, a.tenantId);
      await removeUnreferenced(deps, a.tenantId, 'canary-b');
      return told.filter((each) => each.startsWith('removed')).map((each) => JSON.parse(each.slice('removed '.length))[1] as unknown);
    },
    answer: ['canary-b', 'canary-b'],
  },
  {
    what: 'which answers are recalled',
    given: state('withdrawn_at = now()'),
    ask: async ({ deps, a, b, told }) => {
      const sweep = createRecallSweep(deps);
      await sweep.look(a.tenantId, { documents: [b.documentId], families: [b.documentId] });
      return told.filter((each) => /^(?:recalled|warning)/.test(each));
    },
    answer: [],
  },
];

function tooFar(): never {
  throw new Error('what another plant has was taken for there');
}

const print = (text: string): string => createHash('md5').update(text).digest('hex');
const given = ({ tenantId, userId }: Knowledge['reader']) => ({ tenantId, userId, filename: 'x', content: null as never, label: 'internal' as const, tags: [] });

const aside = { beside: async () => ({ put: async () => undefined, deleteDocuments: async () => undefined, finish: async () => undefined, close: async () => undefined }) } as never;

async function embedderOf({ serving }: Knowledge['deps'], tenantId: string) {
  const { embedder } = await serving.wanted(tenantId);
  if (embedder === null) throw new Error('there is an embedder here');
  return embedder;
}

async function stageOf(deps: Knowledge['deps'], tenantId: string, documentId: string): Promise<void> {
  const ready = async (): Promise<never> => Promise.reject(new Error('another plant’s document became ready'));
  const stage = createVectorStage({ ...deps, paused: () => false, ready, leftOver: () => undefined, againMs: 1 });
  stage.add(tenantId, documentId);
  await stage.idle();
  await stage.close();
}

async function stepOf(deps: Knowledge['deps'], tenantId: string, documentId: string): Promise<void> {
  let at = 0;
  const progress = createProgress({ ...deps, clock: { ...deps.clock, elapsed: () => (at += 1_000) } }, tenantId, documentId, 'embedding');
  progress.step(0.9);
  await progress.settled();
}
