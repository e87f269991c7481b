export type { Manner } from '#shared/contract/answers.ts';

/** The tokens of a reply, in order: their numbers in the model's vocabulary, and the length of each in the reply's text (UTF-16 units). */
export interface WrittenTokens {
  ids: number[];
  lengths: number[];
}
