export { createKnowledge, type CitedDocuments, type Knowledge, type KnowledgeDeps } from './knowledge.ts';
export type { Ingestion, IngestionOutcome } from '#core/knowledge/ingestion/ingestion.ts';
export type { NewDocument } from '#core/knowledge/ingestion/add-document.ts';
export { investigate, type Investigated } from '#core/knowledge/understanding/investigate.ts';
export type { Retrieval, SearchAnswer } from '#core/knowledge/retrieval/retrieval.ts';
export type { MadeRecall } from '#core/knowledge/recalls/recall-rows.ts';
export type { CitedStanding } from '#core/knowledge/recalls/recall-standings.ts';
export { recognitionHandlers } from '#core/knowledge/recognition/recognition-handlers.ts';
export { withVectorScan } from '#core/knowledge/indexing/scanned-index.ts';
