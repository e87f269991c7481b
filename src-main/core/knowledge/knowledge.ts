import type { QueueState } from '#shared/contract/queue.ts';
import type { BoundOperation, Principal } from '#core/pipeline/index.ts';
import { createChatGate } from '#core/knowledge/ingestion/chat-gate.ts';
import { collectionHandlers } from '#core/knowledge/documents/collection-handlers.ts';
import { createDocumentEvents } from '#core/knowledge/documents/document-events.ts';
import type { DocumentDeps } from '#core/knowledge/documents/document-changes.ts';
import { documentHandlers } from '#core/knowledge/documents/document-handlers.ts';
import type { Answering } from '#core/knowledge/evaluation/answer-support.ts';
import { evaluationHandlers } from '#core/knowledge/evaluation/evaluation-handlers.ts';
import { createFileGuard } from '#core/knowledge/ingestion/file-guard.ts';
import { folderHandlers } from '#core/knowledge/folders/folder-handlers.ts';
import { createFolderWatch, type FolderWatchDeps } from '#core/knowledge/folders/folder-watch.ts';
import type { IngestDeps } from '#core/knowledge/ingestion/ingest-deps.ts';
import { createIngestion, type Ingestion, type IngestionDeps } from '#core/knowledge/ingestion/ingestion.ts';
import { createOutbox } from '#core/knowledge/indexing/outbox.ts';
import { followRevisions } from '#core/knowledge/recalls/recall-following.ts';
import { asAsked, type Understand } from '#core/knowledge/understanding/query-understanding.ts';
import { recallHandlers } from '#core/knowledge/recalls/recall-handlers.ts';
import { type CitedStanding, standingsOf } from '#core/knowledge/recalls/recall-standings.ts';
import { createRecallSweep, type RecallDeps } from '#core/knowledge/recalls/recall-sweep.ts';
import { queueHandlers } from '#core/knowledge/ingestion/queue-handlers.ts';
import { watchQueue } from '#core/knowledge/ingestion/watch-queue.ts';
import { createRetrieval, type Retrieval } from '#core/knowledge/retrieval/retrieval.ts';
import { revisionHandlers } from '#core/knowledge/revisions/revision-handlers.ts';
import { searchHandlers } from '#core/knowledge/retrieval/search-handlers.ts';
import { createServingVectors } from '#core/knowledge/indexing/serving-vectors.ts';
import { createTenantIndexes } from '#core/knowledge/indexing/tenant-indexes.ts';
import { createUnderstanding } from '#core/knowledge/understanding/understand-question.ts';
import { widening, withoutFilters } from '#core/knowledge/understanding/understand-widening.ts';
import { uploadHandlers } from '#core/knowledge/documents/upload-handlers.ts';
import { createVectorUpkeep, type VectorUpkeep } from '#core/knowledge/indexing/vector-upkeep.ts';
import { vocabularyHandlers } from '#core/knowledge/understanding/vocabulary-handlers.ts';
import { createVocabulary } from '#core/knowledge/understanding/vocabulary.ts';
import type { EmbedderChoice } from '#core/ports/embedder.ts';
import type { FolderReader } from '#core/ports/folder-reader.ts';
import type { Reranker } from '#core/ports/reranker.ts';
import type { VectorIndex } from '#core/ports/vector-index.ts';

export interface KnowledgeDeps
  extends Omit<IngestDeps, 'outbox' | 'events' | 'gate' | 'recognition'>, Partial<Pick<IngestDeps, 'recognition'>>, Pick<IngestionDeps, 'concurrency' | 'quotas' | 'maxFileBytes' | 'againMs' | 'recordIngestion'>, Pick<RecallDeps, 'recordRecall'>, Pick<FolderWatchDeps, 'recordLook'> {
  /** Null, or left out, where no folders are followed. */
  folders?: FolderReader | null;
  vectorIndex: VectorIndex;
  /** Which embedding model each plant uses. */
  embedders: EmbedderChoice;
  /** Puts results into a better order; nobody does unless given. */
  reranker?: Reranker;
  maxUploadBytes: number;
  /** How questions are answered from what is found, to measure it; nothing answers unless given. */
  answering?: (search: Pick<Retrieval, 'search' | 'current'>) => Answering;
  textDeleted?: DocumentDeps['textDeleted'];
  /** Whether an answer is being written: ingestion waits for it. Never, unless told. */
  busy?: () => boolean;
}

/** The documents that answers cite. */
export interface CitedDocuments {
  /** How they stand now, for one reader. */
  standings(principal: Principal, documentIds: readonly string[]): Promise<Map<string, CitedStanding>>;
  /** Says that an answer citing these was kept: one that changed while it was being written is recalled at once. */
  kept(tenantId: string, documentIds: readonly string[]): void;
  /** Looks at everything that was ever cited; resolves when whoever has to be told is. */
  sweep(): Promise<void>;
}

/** Documents, from the moment a file arrives to the passage that answers a question. */
export interface Knowledge {
  operations: BoundOperation[];
  ingestion: Ingestion;
  retrieval: Retrieval;
  vectors: VectorUpkeep;
  /** Pauses the background work of a plant, or lets it go on. */
  suspend(tenantId: string, suspended: boolean): void;
  /** How the queue of a plant stands, now and whenever that changes, until the signal aborts. */
  watchQueue(tenantId: string, signal: AbortSignal): AsyncGenerator<QueueState, void>;
  recalls: CitedDocuments;
  /** Repairs indexes and resumes ingestion; searches may run meanwhile. */
  start(): Promise<void>;
  /** Stops taking work; what is unfinished is taken up by the next start. Close the ports afterwards. */
  close(): Promise<void>;
}

export function createKnowledge(deps: KnowledgeDeps): Knowledge {
  const events = createDocumentEvents();
  const serving = createServingVectors({ database: deps.database, embedders: deps.embedders });
  const indexes = createTenantIndexes({ ...deps, serving });
  const gate = createChatGate({ ...deps, busy: deps.busy ?? (() => false) });
  const outbox = createOutbox({ ...deps, indexes });
  const vectors = createVectorUpkeep({ ...deps, gate, serving, indexes, outbox, released: () => ingestion.wake() });
  const ingestion: Ingestion = createIngestion({
    ...deps, serving, holding: vectors.holding, events, gate, indexes, outbox, recognition: deps.recognition ?? null, guard: createFileGuard(), vectorsLeftOver: vectors.again,
  });
  const vocabulary = createVocabulary(deps);
  const understand = createUnderstanding({ ...deps, vocabulary });
  const retrievalWith = (reading: Understand): Retrieval => createRetrieval({ ...deps, indexes, serving, understand: reading });
  const retrieval = widening(retrievalWith(understand), retrievalWith(withoutFilters(understand)));
  const recalls = createRecallSweep(deps);
  const following = followRevisions({ ...deps, events, recalls });
  const documents = { ...deps, events, ingestion, outbox, indexes, recalls };
  const folders = deps.folders ?? null;
  const watch = folders === null ? null : createFolderWatch({ ...documents, folders });
  const operations = [
    ...documentHandlers(documents), ...revisionHandlers(documents), ...collectionHandlers(documents), ...recallHandlers(deps),
    ...folderHandlers({ ...deps, folders, watch }),
    ...uploadHandlers(deps), ...queueHandlers({ ...deps, ingestion }), ...searchHandlers(retrieval, retrievalWith(asAsked)), ...evaluationHandlers(retrieval, deps.answering?.(retrieval) ?? null), ...vocabularyHandlers(vocabulary),
  ];
  return {
    operations,
    ingestion,
    retrieval,
    vectors,
    suspend: ingestion.suspend,
    watchQueue: (tenantId, signal) => watchQueue(ingestion, tenantId, signal),
    recalls: {
      standings: (principal, documentIds) => standingsOf(deps.database, principal, documentIds),
      kept: (tenantId, documents) => void recalls.look(tenantId, { documents }),
      async sweep() {
        await following.idle();
        await recalls.everything();
      },
    },
    async start() {
      await ingestion.start();
      vectors.start();
      recalls.start();
      await watch?.start();
    },
    async close() {
      await watch?.close();
      await vectors.close();
      await ingestion.close();
      await outbox.close();
      await following.close();
      await recalls.close();
    },
  };
}
