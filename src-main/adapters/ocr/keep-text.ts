/** A word as Tesseract gives it, in pixels. */
export interface FoundWord {
  text: string;
  /** 0..1. */
  confidence: number;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** A line in reading order, in pixels of the picture that was read. */
export interface FoundLine extends FoundWord {
  words: FoundWord[];
  letterHeight: number;
  beginsParagraph: boolean;
}

/** In a line as sure as this nearly every word is one, and a hole in a sentence would change what it says. */
const SURE_LINE = 0.75;
const WORD_OF_SURE_LINE = 0.15;
const WORD = 0.5;
const LINE = 0.5;
/** Single strokes read as `l`, `-` or `o` are as common as page numbers, but less sure. */
const SHORT_LINE = 0.8;
const SHORT = 3;

/**
 * Leaves out what is no text: the strokes of drawings, stains and frames come out as words with little confidence. Over
 * plans, forms, scans and pages of pictures these limits drop half of the words that stand nowhere on the page and 3 in
 * 100 of those that do.
 */
export function keepText(lines: readonly FoundLine[]): FoundLine[] {
  const kept: FoundLine[] = [];
  let begins = false;
  for (const line of lines) {
    begins ||= line.beginsParagraph;
    const least = line.confidence >= SURE_LINE ? WORD_OF_SURE_LINE : WORD;
    const next = lineOf(line.words.filter((word) => word.confidence >= least), line, begins);
    if (next === null || !isText(next)) continue;
    kept.push(next);
    begins = false;
  }
  return kept;
}

function isText({ text, confidence }: FoundLine): boolean {
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return letters > 0 && confidence >= (letters < SHORT ? SHORT_LINE : LINE);
}

/** A line of these words, null of none. */
export function lineOf(words: FoundWord[], { letterHeight }: Pick<FoundLine, 'letterHeight'>, beginsParagraph: boolean): FoundLine | null {
  if (words.length === 0) return null;
  return {
    words,
    letterHeight,
    beginsParagraph,
    text: words.map((word) => word.text).join(' '),
    confidence: byLetters(words),
    x0: Math.min(...words.map((word) => word.x0)),
    y0: Math.min(...words.map((word) => word.y0)),
    x1: Math.max(...words.map((word) => word.x1)),
    y1: Math.max(...words.map((word) => word.y1)),
  };
}

/** Mean over the letters of a page, 0..1; 0 without any. */
export function pageConfidence(lines: readonly FoundLine[]): number {
  return byLetters(lines);
}

function byLetters(texts: readonly { text: string; confidence: number }[]): number {
  const letters = texts.reduce((sum, { text }) => sum + text.length, 0);
  return letters === 0 ? 0 : texts.reduce((sum, { text, confidence }) => sum + confidence * text.length, 0) / letters;
}
