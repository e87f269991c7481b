/** A regular expression that an admin wrote. */
export interface CompiledPattern {
  /** Instructions; a search costs at most this times the characters it looks at. */
  readonly size: number;
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
  /** The next match at or after an offset, in UTF-16 units; null when there is none. */
  next(text: string, from: number): { start: number; end: number } | null;
}

/** Regular expressions whose search is linear in the text, whatever the expression. */
export interface PatternEngine {
  /** Throws `PatternFault`. */
  compile(source: string): CompiledPattern;
}

/** Why a pattern is refused, in a sentence. */
export class PatternFault extends Error {}
