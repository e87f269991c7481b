export interface Sentence {
  start: number;
  end: number;
  text: string;
}

const END = /[.!?…](?:["”»')\]]|\[\d+\])*(?=\s|$)|\n+|$/g;
const ABBREVIATION = /(?:^|[\s(])(?:e\.g|i\.e|no|nr|fig|approx|max|min|vs|etc|bzw|z\.b|ca|[a-z])\.$/i;

/** Sentences with their offsets. Citations that follow the full stop belong to the sentence before. */
export function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  for (const match of text.matchAll(END)) {
    let end = match.index + match[0].length;
    if (end <= start) continue;
    const upTo = text.slice(start, end);
    if (ABBREVIATION.test(upTo.trimEnd()) && end < text.length) continue;
    const trailing = /^[ \t]*(?:\[\d+\][ \t]?)+/.exec(text.slice(end));
    if (trailing && !match[0].includes('\n')) end += trailing[0].trimEnd().length;
    push(sentences, text, start, end);
    start = end;
  }
  return sentences;
}

function push(sentences: Sentence[], text: string, start: number, end: number): void {
  const raw = text.slice(start, end);
  const trimmed = raw.trim();
  if (!trimmed) return;
  const from = start + raw.indexOf(trimmed);
  sentences.push({ start: from, end: from + trimmed.length, text: trimmed });
}

/** Only marks of citations, or the beginning of one: it may belong to the sentence before. */
const MARKS_ONLY = /^(?:\[[\d,\s]*\]?[ \t]*)+$/;

/** Offset behind the last sentence of a growing text that nothing can be added to any more. */
export function settledUpTo(text: string): number {
  const sentences = sentencesOf(text);
  const open = MARKS_ONLY.test(sentences.at(-1)?.text ?? '') ? 2 : 1;
  return sentences.at(-1 - open)?.end ?? 0;
}
