import type { ByteStream } from '#shared/contract/byte-source.ts';

export interface ModelFile {
  filename: string;
  path: string;
  sizeBytes: number;
}

/** The models folder of the data directory. */
export interface ModelFiles {
  /** Folder a person can drop `.gguf` files into. */
  readonly folder: string;
  /** Copies a stream into the folder under a safe, free name (temporary name, sync, rename). */
  put(filename: string, content: ByteStream, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<ModelFile>;
  /** Complete `.gguf` files now in the folder; files still growing are left out. */
  list(): Promise<ModelFile[]>;
  sha256(path: string, signal: AbortSignal, onProgress: (fraction: number) => void): Promise<string>;
  remove(path: string): Promise<void>;
  /** Calls back, debounced, when files appear or vanish. Returns a function that stops watching. */
  watch(changed: () => void): () => void;
}
