/** What the letters of a page are like, to tell text from letters that stand for others. */
export interface LetterCounts {
  /** Letters and digits of any script. */
  letters: number;
  /** Everything but blanks and dot leaders. */
  solid: number;
  /** Codes that stand for no letter: replacement, private use, control. */
  broken: number;
  /** Signs that are rare in any text, and common where letters come out as their neighbours in the code table. */
  odd: number;
  /** Words of four and more Latin letters; in capitals of seven and more, since shorter ones are abbreviations. */
  words: number;
  /** Those of them with a vowel, and those with five and more consonants in succession. */
  voiced: number;
  clogged: number;
  /** `Ã¤`, `â€™`: UTF-8 taken for Latin-1. */
  misread: number;
}

const BLANK = 1;
const DIGIT = 2;
const VOWEL = 3;
const CONSONANT = 4;
const isCapital = (code: number): boolean => code >= 0x41 && code <= 0x5a;
const LETTER = 5;
const BROKEN = 6;
const ODD = 7;
const LEADER = 8;
const OTHER = 9;
/** The kind of each UTF-16 unit, found out when it is first met. */
const kinds = new Uint8Array(0x10000);

const SHORTEST_WORD = 4;
const SHORTEST_IN_CAPITALS = 7;
const CLOGGED = 5;
const SHORTEST_LEADER = 4;

function learnKind(code: number): number {
  const kind = findKind(code, String.fromCharCode(code));
  kinds[code] = kind;
  return kind;
}

function findKind(code: number, sign: string): number {
  if (/\s/.test(sign)) return BLANK;
  if (code === 0xfffd || (code >= 0xe000 && code <= 0xf8ff) || code < 0x20) return BROKEN;
  // Half of a letter beyond the first 65,536: the first half counts for both.
  if (code >= 0xdc00 && code <= 0xdfff) return BLANK;
  if (code >= 0xd800 && code <= 0xdbff) return LETTER;
  if (/[.·…_-]/.test(sign)) return LEADER;
  if (/[!"#$&*<>@[\\\]^`{|}~]/.test(sign)) return ODD;
  if (/\p{Script=Latin}/u.test(sign)) return /[aeiouyæœøıəơư]/i.test(sign.normalize('NFD').slice(0, 1)) ? VOWEL : CONSONANT;
  if (/\p{N}/u.test(sign)) return DIGIT;
  return /\p{L}/u.test(sign) ? LETTER : OTHER;
}

/** Counts over texts that are taken as separate words. */
export function countLetters(texts: Iterable<string>): LetterCounts {
  const counts: LetterCounts = { letters: 0, solid: 0, broken: 0, odd: 0, words: 0, voiced: 0, clogged: 0, misread: 0 };
  for (const text of texts) countText(text, counts);
  return counts;
}

function countText(text: string, counts: LetterCounts): void {
  let length = 0;
  let plain = true;
  let vowels = 0;
  let consonants = 0;
  let longest = 0;
  let capitals = 0;
  let leaders = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : 0x20;
    const kind = kinds[code] || learnKind(code);
    if (kind === VOWEL || kind === CONSONANT) {
      length += 1;
      if (isCapital(code)) capitals += 1;
      vowels += kind === VOWEL ? 1 : 0;
      consonants = kind === VOWEL ? 0 : consonants + 1;
      if (consonants > longest) longest = consonants;
    } else if (kind === LETTER || kind === DIGIT) plain = false;
    else {
      if (plain && length >= (capitals === length ? SHORTEST_IN_CAPITALS : SHORTEST_WORD)) {
        counts.words += 1;
        if (vowels > 0) counts.voiced += 1;
        if (longest >= CLOGGED) counts.clogged += 1;
      }
      length = vowels = consonants = longest = capitals = 0;
      plain = true;
    }
    if (kind >= DIGIT && kind <= LETTER) counts.letters += 1;
    else if (kind === BROKEN) counts.broken += 1;
    else if (kind === ODD) counts.odd += 1;
    else if (isMisread(code, text, at)) counts.misread += 1;
    if (kind !== BLANK) counts.solid += 1;
    if (kind === LEADER) leaders += 1;
    else if (kind !== BLANK || at === text.length) {
      if (leaders >= SHORTEST_LEADER) counts.solid -= leaders;
      leaders = 0;
    }
  }
}

/** The second half of a two-byte letter of UTF-8, behind a first half, both read as Latin-1 or Windows-1252. */
function isMisread(code: number, text: string, at: number): boolean {
  if ((code < 0x80 || code > 0xbf) && code !== 0x20ac) return false;
  const before = text.charCodeAt(at - 1);
  return before === 0xc3 || before === 0xc2 || (before === 0xe2 && code === 0x20ac);
}
