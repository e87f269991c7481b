import type { ByteStream } from '#shared/contract/byte-source.ts';
import type { SourceFile } from './model-sources.ts';

/** A model in the folder. `path` is for workers of this machine. */
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
  /**
   * Copies a model's file into the folder under a safe, free name, going on where an earlier attempt broke off. Throws as
   * `DISK_FULL` (before the first byte), `FILE_UNREADABLE`, `MODEL_INVALID` for another checksum, `CANCELLED`.
   */
  copyFile(file: SourceFile, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<ModelFile & { sha256: string }>;
  /** The same for the files of an ONNX model, into a folder of their own that appears when it is whole. Gives the folder's name. */
  copyFolder(name: string, files: readonly SourceFile[], signal: AbortSignal, onBytes: (bytes: number) => void): Promise<string>;
  /** Complete `.gguf` files now in the folder; files still growing are left out. */
  list(): Promise<ModelFile[]>;
  sha256(path: string, signal: AbortSignal, onProgress: (fraction: number) => void): Promise<string>;
  remove(path: string): Promise<void>;
  /** Calls back, debounced, when files appear or vanish. Returns a function that stops watching. */
  watch(changed: () => void): () => void;
}
