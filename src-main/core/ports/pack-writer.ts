/** A file of an installed model. */
export interface PackedFile {
  /** Below the model's folder, with `/` between the steps; for a model of one file its name. */
  path: string;
  /** Where it lies. */
  file: string;
  sizeBytes: number;
}

/** A pack that is to be written. */
export interface PackOrder {
  /** Full path of the pack. */
  out: string;
  header: string;
  /** In the order in which they follow the header, each with the SHA-256 (hex) that the header gives for it. */
  files: readonly (PackedFile & { sha256: string })[];
  signal: AbortSignal;
  onBytes: (bytes: number) => void;
}

/** Writes packs of models onto the disks of this machine. */
export interface PackWriter {
  /** Throws `FOLDER_REFUSED` where this host writes nothing, `FILE_UNREADABLE` where it cannot, `INVALID_INPUT` where there is a file already. */
  check(out: string): Promise<void>;
  /** What belongs to a model, by the path of its weights. */
  filesOf(weightsPath: string, format: 'gguf' | 'onnx'): Promise<PackedFile[]>;
  /** Appears under its name when it is whole. Throws `MODEL_INVALID` for a file that is not what the header says, `DISK_FULL`, `CANCELLED`. */
  write(order: PackOrder): Promise<{ sizeBytes: number }>;
}
