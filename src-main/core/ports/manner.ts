/** Steps in a row, and how many tokens were guessed ahead in each. */
export type GuessRuns = readonly (readonly [steps: number, guessed: number])[];

/** How a generation was computed, as far as the sums in it, and so at last its words, can depend on that. */
export interface Manner {
  /** Release of llama.cpp. */
  engine: string;
  contextTokens: number;
  /** Number formats of what the model keeps of what it has read: keys/values. */
  cacheTypes: string;
  flashAttention: 'auto' | 'on' | 'off';
  threads: { reading: number; writing: number };
  /** It had a context of its own, read everything anew, in pieces of one size. */
  alone: boolean;
  /** Tokens of others were computed in the same steps as tokens that it wrote. */
  beside: boolean;
  /** Tokens taken over that had been written one by one before, or were kept on disk after that, and are read in pieces otherwise. */
  takenOver: number;
  /** Empty where nothing was guessed. */
  guesses: GuessRuns;
}

/** The tokens of a reply, in order: their numbers in the model's vocabulary, and the length of each in the reply's text (UTF-16 units). */
export interface WrittenTokens {
  ids: readonly number[];
  lengths: readonly number[];
}
