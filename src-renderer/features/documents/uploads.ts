import type { Label } from '#shared/contract/permissions.ts';
import type { Failure } from '#renderer/client/failure.ts';

/** A file on its way to the core. Once the core has it, the list of documents shows it. */
export interface Upload {
  id: number;
  file: File;
  /** Name shown; for files of a folder with the folder before it. */
  name: string;
  label: Label;
  state: 'waiting' | 'sending' | 'refused';
  /** Share sent, 0..1. */
  progress: number;
  failure: Failure | null;
}

export interface UploadsState {
  uploads: readonly Upload[];
  /** Counts of the batch under way: files the core took, and those it had already. */
  added: number;
  duplicates: readonly string[];
}

export const NO_UPLOADS: UploadsState = { uploads: [], added: 0, duplicates: [] };
