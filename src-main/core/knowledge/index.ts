export { createKnowledge, type Knowledge, type KnowledgeDeps } from './knowledge.ts';
export type { Ingestion, IngestionOutcome } from './ingestion.ts';
export type { NewDocument } from './add-document.ts';
export type { Retrieval, SearchAnswer } from './retrieval.ts';
export { recognitionHandlers } from './recognition-handlers.ts';
export { withVectorScan } from './scanned-index.ts';
