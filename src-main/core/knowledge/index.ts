export { createKnowledge, type CitedDocuments, type Knowledge, type KnowledgeDeps } from './knowledge.ts';
export type { Ingestion, IngestionOutcome } from './ingestion.ts';
export type { NewDocument } from './add-document.ts';
export { investigate, type Investigated } from './investigate.ts';
export type { Retrieval, SearchAnswer } from './retrieval.ts';
export type { MadeRecall } from './recall-rows.ts';
export type { CitedStanding } from './recall-standings.ts';
export { recognitionHandlers } from './recognition-handlers.ts';
export { withVectorScan } from './scanned-index.ts';
