import type { Passage } from '#shared/contract/passages.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { ChatTurn, GenerateEvent } from '#core/ports/inference.ts';

/** Finding passages the caller may read. */
export interface PassageSearch {
  search(principal: Principal, query: string, options: { top: number; signal: AbortSignal }): Promise<{ results: Passage[]; searched: number }>;
}

export interface Generation {
  model: { name: string };
  events: AsyncIterable<GenerateEvent>;
}

export interface GenerationRequest {
  role: 'fast' | 'heavy';
  system: string;
  history: readonly ChatTurn[];
  prompt: string;
  maxTokens: number;
  cacheKey: string;
}

/** The one door to language models. */
export interface AnswerModels {
  /** Null when no model can answer in this plant now. */
  chat(principal: Principal, request: GenerationRequest, signal: AbortSignal): Promise<Generation | null>;
  answerMode(tenantId: string): Promise<{ model: string | null; device: string | null; reason: string | null }>;
}
