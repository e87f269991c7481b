/**
 * A cheap estimate of the word pieces a text has for an embedding or language model, rather too high than too low: a
 * short word is one, a longer one a piece for every 5 letters and a compound for every 4, and each letter outside ASCII
 * breaks off another piece; signs and ideographs are one each, numbers a piece for every 2 digits. Linear in the text.
 */
export function estimateTokens(text: string, start = 0, end = text.length): number {
  return scan(text, start, end, Infinity).tokens;
}

/** The furthest end such that `text.slice(start, end)` has at most `max` tokens; at least one character on. */
export function endWithinTokens(text: string, start: number, end: number, max: number): number {
  return Math.max(Math.min(start + 1, end), scan(text, start, end, max).at);
}

function scan(text: string, start: number, end: number, max: number): { tokens: number; at: number } {
  let done = 0;
  let run = 0;
  let foreign = 0;
  let runKind: Kind = 'blank';
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    const kind = kindOf(code);
    if (kind !== runKind) {
      done += runTokens(runKind, run, foreign);
      run = 0;
      foreign = 0;
      runKind = kind;
    }
    run += 1;
    if (code > 0x7f && kind === 'letter') foreign += 1;
    if (done + runTokens(kind, run, foreign) > max) return { tokens: max, at };
  }
  return { tokens: done + runTokens(runKind, run, foreign), at: end };
}

/** Letters from which on a word is seldom in a vocabulary whole. */
const COMPOUND = 10;

type Kind = 'blank' | 'letter' | 'digit' | 'sign';

function kindOf(code: number): Kind {
  if (code <= 0x20 || code === 0xa0) return 'blank';
  if (code >= 0x30 && code <= 0x39) return 'digit';
  if ((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) return 'letter';
  if (code < 0xc0 || isIdeograph(code) || (code >= 0x2000 && code <= 0x2fff)) return 'sign';
  return 'letter';
}

function isIdeograph(code: number): boolean {
  return (code >= 0x3000 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xdfff) || (code >= 0xf900 && code <= 0xfaff);
}

function runTokens(kind: Kind, length: number, foreign: number): number {
  if (length === 0 || kind === 'blank') return 0;
  if (kind === 'letter') return (length <= 7 ? 1 : Math.ceil(length / (length < COMPOUND ? 5 : 4))) + foreign;
  return kind === 'digit' ? Math.ceil(length / 2) : length;
}
