import type { ChatTurn, GenerateEvent } from './inference.ts';

/** A model on another machine, and how it is asked. */
export interface RemoteEndpoint {
  kind: 'openai' | 'azure';
  baseUrl: string;
  model: string;
  apiVersion: string | null;
  apiKey: string | null;
}

/** A reply to write with a model on another machine; what is left out, its server decides. */
export interface RemoteRequest {
  system: string;
  history: readonly ChatTurn[];
  prompt: string;
  maxTokens: number;
  temperature: number;
  topP?: number | undefined;
  seed?: number | undefined;
}

/** Language models on other machines, through the one way out. */
export interface RemoteChat {
  /**
   * Streams a reply; the last event is the end. Asks again only where nothing can have been done yet. Aborting ends it with what there is. Throws
   * `MODEL_UNAVAILABLE` with a sentence for every way the other side can fail, `EGRESS_REFUSED`.
   */
  generate(endpoint: RemoteEndpoint, request: RemoteRequest, signal: AbortSignal): AsyncIterable<GenerateEvent>;
}
