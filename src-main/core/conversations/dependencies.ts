import type { DocumentRef } from '#shared/contract/passages.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Retrieval } from '#core/knowledge/index.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { CarriedText, ChatTurn, GenerateEvent } from '#core/ports/inference.ts';
import type { Manner } from '#core/ports/manner.ts';

/** Finding passages the caller may read. */
export type PassageSearch = Pick<Retrieval, 'search' | 'current'>;

export interface Generation {
  /** `sentTo` is the host it runs on, where that is not this machine. */
  model: { id: string; name: string; sha256: string | null; sentTo?: string };
  events: AsyncIterable<GenerateEvent>;
}

export interface GenerationRequest {
  /** `auto` takes the fast model unless the request is long. */
  role: 'fast' | 'heavy' | 'auto';
  /** A model that is asked before those of the role. */
  modelId?: string;
  temperature?: number;
  seed?: number;
  system: string;
  history: readonly ChatTurn[];
  prompt: string;
  /** Characters at the beginning of the prompt that are passages. */
  evidence: number;
  carried: readonly CarriedText[];
  /** Length of the conversation as people see it. */
  characters: number;
  maxTokens: number;
  /** The most sensitive label of what the prompt was made from. */
  label: Label | null;
  /** Not an answer that was given before. */
  fresh: boolean;
  cacheKey: string;
  lasting: boolean;
  /** Computed alone, as far as can be in the manner of an earlier one; null: that is not known. */
  like?: Manner | null;
}

/** The one door to language models. */
export interface AnswerModels {
  /** Null when no model can answer in this plant now. */
  chat(principal: Principal, request: GenerationRequest, signal: AbortSignal): Promise<Generation | null>;
  /** Forgets what models have read under a key. */
  forget(tenantId: string, cacheKey: string): Promise<void>;
  answerMode(tenantId: string, label?: Label | null): Promise<{ model: string | null; reason: string | null }>;
}

/** How the documents that answers cite stand now. */
export interface CitedDocuments {
  /** By id, for one reader; what is not in it was deleted. `document` is null where it was deleted, too. */
  standings(principal: Principal, documentIds: readonly string[]): Promise<Map<string, { readable: boolean; label: Label; document: DocumentRef | null }>>;
  /** Says that an answer citing these was kept. */
  kept(tenantId: string, documentIds: readonly string[]): void;
}
