import { type BlockRule, LONGEST_BLOCKED } from '#shared/contract/guardrails.ts';
import { type CompiledPattern, type PatternEngine, PatternFault } from '#core/ports/pattern-engine.ts';
import { type BlockedPiece, createScreen, type Screen } from './screen.ts';

/** Instructions of one rule. `\bMW-\d{5}\b` has 12. */
const MOST_INSTRUCTIONS = 256;
/** Instructions of all patterns of a list: each part of an answer is searched by all of them. Words cost less, as nothing in them repeats. */
const MOST_TOGETHER = 2_048;
/** White space that a model may put between two words beyond the one that was typed. */
const WIDER = 8;
const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g;
const IN_WORD = /[\p{L}\p{N}_]/u;

/** What models may not write in a plant, ready to search. */
export interface Blocklist {
  /** Blocked pieces of a text from an offset on, in order, without overlaps; of two that begin alike the one that refuses. */
  find(text: string, from?: number): Iterable<BlockedPiece>;
  /** A screen before a text that comes in pieces. */
  screen(): Screen;
  /** Whether any rule refuses. */
  refuses: boolean;
}

export const NO_BLOCKLIST: Blocklist = blocklistOf([]);

interface Compiled {
  rule: number;
  action: BlockRule['action'];
  longest: number;
  next(text: string, from: number): { start: number; end: number } | null;
}

export interface RuleFault {
  /** Place in the list. */
  rule: number;
  fault: string;
}

/**
 * Rules that can be searched, and what is wrong with the others.
 * @param leftOut places of rules that are not looked at
 */
export function compileBlocklist(engine: PatternEngine, rules: readonly BlockRule[], leftOut: readonly number[] = []): { blocklist: Blocklist; faults: RuleFault[] } {
  const compiled: Compiled[] = [];
  const faults: RuleFault[] = [];
  for (const [at, rule] of rules.entries()) {
    if (leftOut.includes(at)) continue;
    try {
      compiled.push({ rule: at, action: rule.action, ...(rule.kind === 'words' ? words(engine, rule.text) : pattern(engine, rule.text)) });
    } catch (error) {
      if (!(error instanceof PatternFault)) throw error;
      faults.push({ rule: at, fault: error.message });
    }
  }
  return { blocklist: blocklistOf(compiled), faults };
}

/** Patterns that make a list too slow for answers that are checked while they are written. */
export function faultsTogether(engine: PatternEngine, rules: readonly BlockRule[]): RuleFault[] {
  let size = 0;
  for (const [rule, { kind, text }] of rules.entries()) {
    if (kind === 'pattern') size += engine.compile(text).size;
    if (size > MOST_TOGETHER) return [{ rule, fault: 'together with the patterns before it, it is too much to search while an answer is written; repeat less, or block words instead' }];
  }
  return [];
}

function blocklistOf(compiled: readonly Compiled[]): Blocklist {
  const find = (text: string, from = 0): Iterable<BlockedPiece> => piecesOf(compiled, text, from);
  const longest = Math.max(0, ...compiled.map((each) => each.longest));
  return { find, screen: () => createScreen(find, longest), refuses: compiled.some(({ action }) => action === 'refuse') };
}

function* piecesOf(compiled: readonly Compiled[], text: string, from: number): Generator<BlockedPiece> {
  const heads = compiled.map((rule) => ({ rule, found: rule.next(text, from) }));
  for (let at = from; ; ) {
    for (const head of heads) if (head.found !== null && head.found.start < at) head.found = head.rule.next(text, at);
    let first: BlockedPiece | null = null;
    for (const { rule, found } of heads) {
      if (found === null || (first !== null && (found.start > first.start || (found.start === first.start && rule.action !== 'refuse')))) continue;
      first = { ...found, rule: rule.rule, action: rule.action };
    }
    if (first === null) return;
    yield first;
    at = first.end;
  }
}

function pattern(engine: PatternEngine, source: string): Pick<Compiled, 'longest' | 'next'> {
  const found = usable(engine.compile(source));
  return { longest: LONGEST_BLOCKED, next: (text, from) => nonEmpty(found, text, from) };
}

/** Words count only where they stand by themselves; RE2 knows the borders of ASCII words alone. */
function words(engine: PatternEngine, text: string): Pick<Compiled, 'longest' | 'next'> {
  const typed = text.normalize('NFC');
  const found = usable(engine.compile(`(?i)${typed.split(/\s+/).map((word) => word.replace(SPECIAL, '\\$&')).join('[\\s\\x{A0}\\x{2000}-\\x{200A}\\x{202F}]+')}`));
  const [opens, closes] = [IN_WORD.test(firstOf(typed)), IN_WORD.test(lastOf(typed))];
  return {
    longest: typed.length + WIDER,
    next(whole, from) {
      for (let at = from; ; ) {
        const match = nonEmpty(found, whole, at);
        if (match === null) return null;
        const inWord = (opens && IN_WORD.test(lastOf(whole.slice(0, match.start)))) || (closes && IN_WORD.test(firstOf(whole.slice(match.end, match.end + 2))));
        if (!inWord) return match;
        at = match.start + 1;
      }
    },
  };
}

function nonEmpty(compiled: CompiledPattern, text: string, from: number): { start: number; end: number } | null {
  if (!compiled.test(text)) return null;
  for (let at = from; at < text.length; ) {
    const match = compiled.next(text, at);
    if (match === null || match.end > match.start) return match;
    at = match.end + 1;
  }
  return null;
}

function usable(compiled: CompiledPattern): CompiledPattern {
  if (compiled.size > MOST_INSTRUCTIONS) throw new PatternFault('the pattern is too large; repeat less, or split it in two');
  if (compiled.test('')) throw new PatternFault('the pattern matches an empty text, so it would be found everywhere');
  return compiled;
}

const firstOf = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 32);
const lastOf = (text: string): string => Array.from(text.slice(-2)).at(-1) ?? ' ';
