import type { BoundOperation } from '#core/pipeline/index.ts';
import type { VectorIndex } from '#core/ports/vector-index.ts';
import { createDocumentEvents } from './document-events.ts';
import { documentHandlers } from './document-handlers.ts';
import { createFileGuard } from './file-guard.ts';
import type { IngestDeps } from './ingest-document.ts';
import { createIngestion, type Ingestion, type IngestionDeps } from './ingestion.ts';
import { createOutbox } from './outbox.ts';
import { createRetrieval, type Retrieval } from './retrieval.ts';
import { searchHandlers } from './search-handlers.ts';
import { createTenantIndexes } from './tenant-indexes.ts';
import { uploadHandlers } from './upload-handlers.ts';
import { createVectorUpkeep, type VectorUpkeep } from './vector-upkeep.ts';

export interface KnowledgeDeps
  extends Omit<IngestDeps, 'outbox' | 'events'>, Pick<IngestionDeps, 'concurrency' | 'maxFileBytes' | 'againMs' | 'recordIngestion'> {
  vectorIndex: VectorIndex;
  maxUploadBytes: number;
}

/** Documents, from the moment a file arrives to the passage that answers a question. */
export interface Knowledge {
  operations: BoundOperation[];
  ingestion: Ingestion;
  retrieval: Retrieval;
  vectors: VectorUpkeep;
  /** Repairs indexes and resumes ingestion; searches may run meanwhile. */
  start(): Promise<void>;
  /** Stops taking work; what is unfinished is taken up by the next start. Close the ports afterwards. */
  close(): Promise<void>;
}

export function createKnowledge(deps: KnowledgeDeps): Knowledge {
  const events = createDocumentEvents();
  const indexes = createTenantIndexes(deps);
  const outbox = createOutbox({ ...deps, indexes });
  const vectors = createVectorUpkeep({ ...deps, indexes, outbox });
  const ingestion = createIngestion({ ...deps, events, indexes, outbox, guard: createFileGuard() });
  const retrieval = createRetrieval({ ...deps, indexes, vectors });
  const operations = [...documentHandlers({ ...deps, events, ingestion, outbox }), ...uploadHandlers(deps), ...searchHandlers(retrieval)];
  return {
    operations,
    ingestion,
    retrieval,
    vectors,
    async start() {
      await ingestion.start();
      vectors.start();
    },
    async close() {
      await vectors.close();
      await ingestion.close();
    },
  };
}
