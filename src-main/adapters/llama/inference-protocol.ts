import type { CarriedText, ChatTurn, GenerateEvent, LiveInference } from '#core/ports/inference.ts';
import type { Manner } from '#core/ports/manner.ts';

/** How the worker may use the machine. */
export interface MachineUse {
  /** Threads for arithmetic; null for what is measured. More threads than free cores is ruinous. */
  threads: number | null;
  gpu: 'auto' | false;
  /** Most tokens of context a conversation gets, however many the model knows. */
  maxContextTokens: number;
  /** Most conversations at once in a model's context; fewer where memory is short. */
  maxSeats: number;
  /** Bytes all models together may take; null for what is free. */
  memoryBytes: number | null;
  /** Where what models have read outlives them; null for nowhere. */
  stateDirectory: string | null;
  /** Bytes all kept states together may take. */
  stateBytes: number;
  /** A conversation's state is kept on disk when nothing was asked for this long. */
  saveAfterMs: number;
}

/** A file and the checksum it must still have. */
export interface CheckedFile {
  modelPath: string;
  sha256: string;
}

export interface GenerateInput extends CheckedFile {
  use: MachineUse;
  system: string;
  history: readonly ChatTurn[];
  prompt: string;
  evidence?: number;
  carried?: readonly CarriedText[];
  maxTokens: number;
  temperature: number;
  topP?: number | undefined;
  seed: number | undefined;
  cacheKey: string;
  lasting: boolean;
  /** 32 bytes: what is kept of its tenant's conversations is encrypted under it. */
  stateKey: Uint8Array;
  schema?: Readonly<Record<string, unknown>>;
  /** Whether answers may quote their prompt, so that guessing from it can pay. */
  lookup: boolean;
  like?: Manner | null | undefined;
}

export interface CountInput extends CheckedFile {
  use: MachineUse;
  text: string;
}

export interface ContextInput extends CheckedFile {
  use: MachineUse;
}

export interface UnloadInput {
  modelPath: string;
}

export interface ForgetInput {
  cacheKey: string;
}

export interface InspectInput {
  modelPath: string;
  use: MachineUse;
}

export interface LiveInput {
  use: MachineUse;
}

export type LiveReport = Pick<LiveInference, 'backend' | 'workerBytes' | 'models'>;

export interface GpuMemoryInput {
  use: MachineUse;
}

/** What the worker reports beside a generation's own events. */
export type WorkerNote = { type: 'machine'; device: string; seats: number; models: readonly string[] };
export type GenerateReport = GenerateEvent | WorkerNote;
export type InspectReport = { type: 'stage'; stage: 'inspecting' | 'trial-load'; progress: number } | { type: 'template' } | WorkerNote;
