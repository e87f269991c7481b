import { RE2JS, RE2JSException } from 're2js';
import { type CompiledPattern, type PatternEngine, PatternFault } from '#core/ports/pattern-engine.ts';

/** Compiled patterns kept, so that a question does not compile them again. */
const MOST_KEPT = 256;

/** RE2 as JavaScript: automata, no backtracking. */
export function createPatternEngine(): PatternEngine {
  const kept = new Map<string, CompiledPattern>();
  return {
    compile(source) {
      const known = kept.get(source);
      if (known) return known;
      const compiled = compile(source);
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(source, compiled);
      return compiled;
    },
  };
}

function compile(source: string): CompiledPattern {
  const pattern = parse(source);
  return {
    size: pattern.programSize(),
    test: (text) => pattern.test(text),
    next(text, from) {
      const matcher = pattern.matcher(text);
      return matcher.find(from) ? { start: matcher.start(), end: matcher.end() } : null;
    },
  };
}

function parse(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new PatternFault(error.message.replace(/^error parsing regexp: /, ''), { cause: error });
  }
}
