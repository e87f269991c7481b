import type { MemoryFit, Pooling } from '#shared/contract/models.ts';
import type { WorkerLine } from './workers.ts';
import type { ThreadRate } from '#shared/thread-records.ts';
import type { FreeMemory } from '#shared/memory-fit.ts';
import type { Manner, WrittenTokens } from './manner.ts';

/** What was said before, by the person or by the model. */
export interface ChatTurn {
  role: 'user' | 'assistant';
  text: string;
}

/** What the question needs of an earlier turn: put before it again where that turn has to be left out. `turn` counts turns from 0. What is needed most comes first. */
export interface CarriedText {
  turn: number;
  text: string;
}

/** Tokens of each part of a prompt, and those that are left for the answer. */
export interface PromptShares {
  system: number;
  history: number;
  passages: number;
  question: number;
  answer: number;
}

/** A reply to write with a model of this machine. */
export interface GenerateRequest {
  modelPath: string;
  /** Checksum recorded at import (hex); the worker refuses a file that no longer has it. */
  sha256: string;
  system: string;
  history: readonly ChatTurn[];
  prompt: string;
  /** Characters at the beginning of the prompt that are passages: only to tell how many tokens they take. */
  evidence?: number | undefined;
  carried?: readonly CarriedText[] | undefined;
  maxTokens: number;
  temperature: number;
  topP?: number | undefined;
  seed?: number | undefined;
  /** `tenant/conversation`. What was read is reused within the same key; across a tenant's keys only the system prompt; across tenants never. */
  cacheKey: string;
  /** The conversation will be continued: what was read of it may be kept on disk. */
  lasting?: boolean;
  /** A JSON schema the answer must follow, within what a grammar can hold. */
  schema?: Readonly<Record<string, unknown>>;
  /** False to write token by token; otherwise quotations from the prompt are guessed ahead where that proves quicker. */
  lookup?: boolean;
  /** Given, it is computed alone and always the same way, as far as can be in the manner of an earlier one (null: that is not known). Costs the memory of a context. */
  like?: Manner | null | undefined;
}

/** What is told of a reply while it comes into being; `end` comes last. */
export type GenerateEvent =
  /** Another model writes than the one usually asked; `fallback`: the one before it did not answer. With the checksum of its file (null where it runs elsewhere), and the host it runs on and its price where that is not this machine. */
  | { type: 'model'; id: string; name: string; sha256: string | null; why: 'asked' | 'long' | 'tools' | 'fallback'; sentTo?: string; price?: { in: number; out: number } }
  /** Waits for its turn; so many others go first. */
  | { type: 'queued'; ahead: number }
  | { type: 'loading'; progress: number }
  /** The conversation was longer than the model sees at once: so many of its oldest turns were left out, each whole. `carried`: so many of the texts that were to be put before the question again had room. */
  | { type: 'shortened'; turns: number; carried: number }
  /** What the model is given now, in tokens. */
  | { type: 'fitted'; contextTokens: number; tokens: PromptShares }
  | { type: 'reading'; done: number; total: number }
  | { type: 'token'; text: string }
  | { type: 'end'; stopReason: 'end' | 'length' | 'stopped'; promptTokens: number; completionTokens: number; guessedTokens?: number; reusedTokens: number; firstTokenMs: number | null; totalMs: number; fromCache?: true; manner?: Manner; tokens?: WrittenTokens };

/** The process of the models, as it is now. */
export interface InferenceState {
  state: 'idle' | 'starting' | 'ready' | 'restarting';
  /** "CPU", or the GPU's name as the driver reports it. */
  device: string | null;
  /** Paths of the models in memory. */
  models: readonly string[];
  restarts: number;
}

/** A loaded model: how it was set up, and what it does now. */
export interface LiveModel {
  modelPath: string;
  contextTokens: number;
  seats: number;
  /** Seats that are taken. */
  busy: number;
  /** Over the last five seconds. */
  writtenPerSecond: number;
  readPerSecond: number;
  memoryBytes: number;
  /** Layers that a GPU computes. */
  gpuLayers: number;
  /** `auto`: llama.cpp uses it where the device has it. */
  flashAttention: 'auto' | 'on' | 'off';
  /** Number format of what the model has read, as F16 or Q8_0. */
  cacheType: string;
  /** Threads that read prompts and write now, and what was measured with how many; no rates where the number was given. */
  threads: { reading: number; writing: number; rates: readonly ThreadRate[] };
}

/** What runs the models now. */
export interface LiveInference {
  /** What computes; null until a model was loaded. */
  backend: 'cpu' | 'cuda' | 'vulkan' | 'metal' | null;
  /** Bytes that the process of the models holds; null where there is none. */
  workerBytes: number | null;
  models: readonly LiveModel[];
  /** What that process had to say lately, oldest first. */
  log: readonly WorkerLine[];
}

/** What is inside a GGUF file, read in a throw-away process. */
export interface ModelInspection {
  name: string | null;
  architecture: string;
  parameters: number | null;
  quantization: string | null;
  contextTokens: number | null;
  /** Null where it writes text. */
  pooling: Pooling | null;
  /** Numbers per vector, of a model that makes some. */
  dimension: number | null;
  licence: string | null;
  fit: MemoryFit;
}

/**
 * Language models in a process of their own. A crash there fails the request in flight with `MODEL_UNAVAILABLE` (or
 * repeats it where nothing was shown yet) and the process comes back by itself.
 */
export interface Inference {
  /** Streams a reply. The consumer's pace holds the model back; aborting stops it within a fraction of a second. */
  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<GenerateEvent>;
  /** Tokens of the text under this model's vocabulary. Loads the model if need be. */
  countTokens(modelPath: string, sha256: string, text: string, signal: AbortSignal): Promise<number>;
  /** Tokens of context a conversation with this model may use on this machine. */
  contextTokens(modelPath: string, sha256: string, signal: AbortSignal): Promise<number>;
  /** Reads metadata and the memory verdict, then loads the file once with its tensors checked. Throws `MODEL_INVALID`. */
  inspect(modelPath: string, signal: AbortSignal, onStage: (stage: 'inspecting' | 'trial-load', progress: number) => void): Promise<ModelInspection>;
  /** Lets go of a model's file and memory if it is the one loaded; answers in flight with it fail. */
  unload(modelPath: string): void;
  /** Removes what was kept on disk of a conversation, or with a bare tenant id of all of the tenant's. */
  forget(cacheKey: string): Promise<void>;
  /** How many conversations a model takes at once; 1 until it has been loaded. */
  seats(modelPath: string): number;
  /** Memory that models can have on this machine: what is free of the main memory now, and all of the GPUs'. */
  memory(signal: AbortSignal): Promise<FreeMemory & { device: string }>;
  state(): InferenceState;
  /** Never waits long, and never loads anything. */
  live(): Promise<LiveInference>;
  close(): Promise<void>;
}
