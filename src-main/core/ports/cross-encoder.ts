/** A folder with a model that judges pairs of texts, as it lies on the disk now. */
export interface CrossEncoderFiles {
  /** Folder name, which is the model's name. */
  name: string;
  /** Path of the weights below the folder of models, as it is shown. */
  filename: string;
  weightsPath: string;
  /** Of all files that belong to it: another size is another model. */
  sizeBytes: number;
  /** Class of the model by its config.json, as `BertForSequenceClassification`. */
  architecture: string;
  /** Tokens of a pair that are read; the rest is left out. */
  contextTokens: number;
}

/**
 * Models that read a question and a passage together and say how well the one answers the other (Nogueira and Cho, 2019,
 * "Passage Re-ranking with BERT"), run in a process of their own.
 */
export interface CrossEncoder {
  /** The folders that hold one, complete or not; those still growing are left out. */
  list(): Promise<CrossEncoderFiles[]>;
  /** Loads a model and lets it judge once. Throws `MODEL_INVALID` with the reason in a sentence, `CANCELLED`. */
  inspect(weightsPath: string, signal: AbortSignal): Promise<void>;
  /**
   * One score for each passage in their order: not bounded, the higher the better. Throws `MODEL_INVALID`, also where the
   * file is not the one with this checksum any more, `MODEL_UNAVAILABLE` where the process ended, `CANCELLED`.
   */
  score(model: { weightsPath: string; sha256: string }, question: string, passages: readonly string[], signal: AbortSignal): Promise<Float32Array>;
  /** Lets go of the files and the memory. */
  unload(): void;
}
