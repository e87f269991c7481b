import { MillwrightError } from '#shared/contract/errors.ts';
import type { OwnPattern } from '#shared/contract/personal-data.ts';
import { type CompiledPattern, type PatternEngine, PatternFault } from '#core/ports/pattern-engine.ts';
import type { PiiMatch } from './pii-match.ts';

/** Instructions of one pattern. `\bMW-\d{5}\b` has 12. */
const MOST_INSTRUCTIONS = 256;
/** A line is looked at in stretches, each beginning inside the one before, so that a match has to be short but may lie anywhere. */
const STRETCH = 512;
const LONGEST_MATCH = 128;
/** Instructions times characters for all patterns over one set of texts, some 25 ns each. */
export const STEPS = 40_000_000;

/** The plant's own patterns, ready to search. */
export interface OwnPatterns {
  /** Throws `PERSONAL_DATA` when the searches of one set of texts have cost too much together: the texts then stay here. */
  find(text: string, spent: Spent): PiiMatch[];
}

/** What the searches of one set of texts have cost so far. */
export interface Spent {
  steps: number;
}

export const NO_OWN_PATTERNS: OwnPatterns = { find: () => [] };

/** Patterns that can be searched, and what is wrong with the others. */
export function compileOwnPatterns(engine: PatternEngine, patterns: readonly OwnPattern[]): { own: OwnPatterns; faults: { name: string; fault: string }[] } {
  const compiled: { name: string; pattern: CompiledPattern }[] = [];
  const faults: { name: string; fault: string }[] = [];
  for (const { name, pattern: source } of patterns) {
    try {
      compiled.push({ name, pattern: usable(engine.compile(source)) });
    } catch (error) {
      if (!(error instanceof PatternFault)) throw error;
      faults.push({ name, fault: error.message });
    }
  }
  const find = (text: string, spent: Spent): PiiMatch[] => compiled.flatMap(({ name, pattern }) => matches(pattern, name, text, spent));
  return { own: compiled.length === 0 ? NO_OWN_PATTERNS : { find }, faults };
}

function usable(pattern: CompiledPattern): CompiledPattern {
  if (pattern.size > MOST_INSTRUCTIONS) throw new PatternFault('the pattern is too large; repeat less, or split it in two');
  if (pattern.test('')) throw new PatternFault('the pattern matches an empty text, so it would be found everywhere');
  return pattern;
}

function matches(pattern: CompiledPattern, name: string, text: string, spent: Spent): PiiMatch[] {
  const found: PiiMatch[] = [];
  for (const at of stretchesOf(text)) {
    const stretch = text.slice(at.start, at.end);
    spend(spent, stretch.length);
    if (!pattern.test(stretch)) continue;
    for (let from = 0; from < stretch.length; ) {
      spend(spent, pattern.size * (stretch.length - from));
      const match = pattern.next(stretch, from);
      if (match === null) break;
      from = Math.max(match.end, match.start + 1);
      if (match.end > match.start) found.push({ kind: 'own', name, start: at.start + match.start, end: at.start + match.end });
    }
  }
  return found;
}

function* stretchesOf(text: string): Generator<{ start: number; end: number }> {
  for (const line of text.matchAll(/[^\r\n]+/g)) {
    const end = line.index + line[0].length;
    for (let start = line.index; ; start += STRETCH - LONGEST_MATCH) {
      yield { start, end: Math.min(end, start + STRETCH) };
      if (start + STRETCH >= end) break;
    }
  }
}

function spend(spent: Spent, steps: number): void {
  spent.steps += steps;
  if (spent.steps > STEPS) throw new MillwrightError('PERSONAL_DATA', "The plant's own patterns for personal data take too long on this text, so nothing of it was sent. Shorten it, or ask an admin to simplify them.");
}
