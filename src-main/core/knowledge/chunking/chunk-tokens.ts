/**
 * A cheap estimate of the word pieces a text has for an embedding or language model, rather too high than too low: a
 * short word is one, a longer one a piece for every 5 letters and a compound for every 4, and each letter outside ASCII
 * breaks off another piece; signs and ideographs are one each, numbers a piece for every 2 digits. Linear in the text.
 */
export function estimateTokens(text: string, start = 0, end = text.length): number {
  return tokensWithin(text, start, end, Infinity).tokens;
}

/** Counts tokens up to `end`, or up to where there would be more than `max`. */
export function tokensWithin(text: string, start: number, end: number, max: number): { tokens: number; at: number } {
  let done = 0;
  let run = 0;
  let foreign = 0;
  let runKind = BLANK;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < 0x100 ? (KINDS[code] ?? SIGN) : kindOf(code);
    if (kind !== runKind) {
      done += runTokens(runKind, run, foreign);
      run = 0;
      foreign = 0;
      runKind = kind;
    }
    run += 1;
    if (code > 0x7f && kind === LETTER) foreign += 1;
    // A run has at most this many tokens, so most characters need no count.
    if (done + run + foreign > max && done + runTokens(kind, run, foreign) > max) return { tokens: max, at };
  }
  return { tokens: done + runTokens(runKind, run, foreign), at: end };
}

/** Letters from which on a word is seldom in a vocabulary whole. */
const COMPOUND = 10;

const BLANK = 0;
const LETTER = 1;
const DIGIT = 2;
const SIGN = 3;
const KINDS = Uint8Array.from({ length: 0x100 }, (_, code) => kindOf(code));

function kindOf(code: number): number {
  if (code <= 0x20 || code === 0xa0) return BLANK;
  if (code >= 0x30 && code <= 0x39) return DIGIT;
  if ((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) return LETTER;
  if (code < 0xc0 || isIdeograph(code) || (code >= 0x2000 && code <= 0x2fff)) return SIGN;
  return LETTER;
}

function isIdeograph(code: number): boolean {
  return (code >= 0x3000 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xdfff) || (code >= 0xf900 && code <= 0xfaff);
}

function runTokens(kind: number, length: number, foreign: number): number {
  if (length === 0 || kind === BLANK) return 0;
  if (kind === LETTER) return (length <= 7 ? 1 : Math.ceil(length / (length < COMPOUND ? 5 : 4))) + foreign;
  return kind === DIGIT ? Math.ceil(length / 2) : length;
}
