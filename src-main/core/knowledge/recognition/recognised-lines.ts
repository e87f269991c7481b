import type { TextLine } from '#core/ports/document-reader.ts';
import type { RecognisedLine } from '#core/ports/text-recognition.ts';

const HYPHEN_END = /(\p{L}{2,})[-\u00AD\u2010]$/u;
const LOWER_START = /^(\p{Ll}+)/u;

/** Joins lines into running text, words cut at line ends made whole again, and says where each line went. */
export function joinRecognised(lines: readonly RecognisedLine[], vocabulary: string): { text: string; lines: TextLine[] } {
  const placed: TextLine[] = [];
  let text = '';
  lines.forEach((line, at) => {
    const start = text.length;
    const next = lines[at + 1]?.text;
    const between = next === undefined ? '' : joint(line.text, next, vocabulary);
    text += between === 'cut' ? line.text.slice(0, -1) : line.text;
    placed.push({ start, end: text.length, box: line.box });
    if (between === ' ') text += ' ';
  });
  return { text, lines: placed };
}

/** `cut`: the hyphen only stands for the end of the line. A word the page has with its hyphen ("two-stage") keeps it. */
function joint(line: string, next: string, vocabulary: string): ' ' | '' | 'cut' {
  const head = HYPHEN_END.exec(line)?.[1];
  if (head === undefined) return ' ';
  const tail = LOWER_START.exec(next)?.[1];
  if (tail === undefined) return '';
  return vocabulary.includes(`${head}-${tail}`.toLowerCase()) ? '' : 'cut';
}
