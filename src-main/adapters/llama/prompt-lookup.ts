/** Tokens in a row that must agree before what followed them is proposed again; fewer agree by chance. */
const PATTERN = 3;

/** Guesses what comes next from what came next the last time the same few tokens stood in the text. */
export interface PromptLookup {
  push(token: number): void;
  /** At most so many tokens; none where nothing agrees. */
  guess(most: number): number[];
}

/** @param text the prompt's tokens; quotations are guessed from it, repetitions from what is pushed */
export function createPromptLookup(text: readonly number[]): PromptLookup {
  const tokens: number[] = [];
  /** Where what follows a pattern begins, by pattern: the last place, and the one before it. */
  const after = new Map<string, { last: number; before: number | undefined }>();

  function push(token: number): void {
    tokens.push(token);
    if (tokens.length < PATTERN) return;
    const key = patternAt(tokens.length);
    after.set(key, { last: tokens.length, before: after.get(key)?.last });
  }

  const patternAt = (end: number): string => tokens.slice(end - PATTERN, end).join(' ');

  text.forEach(push);
  return {
    push,
    guess: (most) => {
      // The last place is the end of the text itself, which nothing follows yet.
      const start = after.get(patternAt(tokens.length))?.before;
      return start === undefined ? [] : tokens.slice(start, start + most);
    },
  };
}
