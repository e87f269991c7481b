import type { ByteStream } from '#shared/contract/byte-source.ts';

/** Bytes that can be read again from the middle, so that a copy of gigabytes goes on where it broke off. */
export interface ModelSource {
  /** Two sources with the same identity hold the same bytes: where they lie, their size and their time of change. */
  readonly identity: string;
  /** Null where it is not known beforehand. */
  readonly sizeBytes: number | null;
  /** The bytes from an offset; `from` is 0 instead where the source cannot begin in the middle. Throws `FILE_UNREADABLE`. */
  open(from: number, signal: AbortSignal): Promise<{ from: number; bytes: ByteStream }>;
}

/** A file of a model that is to be brought in. */
export interface SourceFile {
  /** Below the model's folder, with `/` between the steps; for a model of one file its name. */
  path: string;
  source: ModelSource;
  /** SHA-256 (hex) that the bytes must have; null where nothing says so. */
  sha256: string | null;
}

/** What lies at a path somebody named: a language model, the folder of an ONNX model, or a pack of models. */
export type LocalModel =
  | { kind: 'gguf'; file: SourceFile }
  | { kind: 'onnx'; name: string; files: SourceFile[] }
  | { kind: 'pack'; pack: PackSource };

/** A pack of models as it lies on the disk; nothing in it has been checked. */
export interface PackSource {
  /** Text of the header, at most 1 MiB. */
  header: string;
  /** Bytes that follow the header. */
  bodyBytes: number;
  /** A piece of what follows the header, as a source of its own. */
  piece(offset: number, sizeBytes: number): ModelSource;
}

/** What IT brings in on a disk that is connected to this machine. */
export interface ModelSources {
  /**
   * Looks at a file or folder. A `.sha256` file beside a model gives the checksum it must have.
   *
   * @throws MillwrightError `FOLDER_REFUSED` outside the folders that this host allows, `FILE_UNREADABLE` where there is
   *   nothing that may be read, `MODEL_INVALID` for what is no model, with a sentence
   */
  local(path: string): Promise<LocalModel>;
}

/** Model files on servers that the owner of this machine allows. */
export interface ModelDownloads {
  /**
   * @throws MillwrightError `EGRESS_REFUSED`, also where the server forwards to one that is not allowed, `FILE_UNREADABLE` with what it
   *   answered, `INVALID_INPUT` for an address that names no `.gguf` file
   */
  source(address: string, sha256: string | null, signal: AbortSignal): Promise<SourceFile>;
}
