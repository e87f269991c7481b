import { proseKind, startsWarning } from '#shared/prose-hints.ts';
import type { Block, DocumentPart, TextLine } from '#core/ports/document-reader.ts';
import type { RecognisedLine, RecognisedPage } from '#core/ports/text-recognition.ts';
import { joinRecognised } from './recognised-lines.ts';

/** Letters this much higher than those of running text make a heading, and this much more one of the first level. */
const HEADING = 1.25;
const TITLE = 1.6;
const LONGEST_HEADING = 120;
/** The height of a line of two letters is a guess. */
const WORD = /[\p{L}\p{N}]{3}/u;

/** The part with recognised text: paragraphs, list items, warnings and headings as blocks, each line with its box. */
export function recognisedPart(part: DocumentPart, found: RecognisedPage): DocumentPart {
  const usual = usualHeight(found.lines);
  const vocabulary = found.lines.map((line) => line.text).join('\n').toLowerCase();
  const blocks: Block[] = [];
  const lines: TextLine[] = [];
  let text = '';
  for (const paragraph of paragraphs(found.lines, usual)) {
    const kind = kindOf(paragraph, usual);
    if (text !== '') text += kind.kind === 'list-item' && blocks.at(-1)?.kind === 'list-item' ? '\n' : '\n\n';
    const joined = joinRecognised(paragraph, vocabulary);
    const start = text.length;
    text += joined.text;
    blocks.push({ ...kind, start, end: text.length });
    for (const line of joined.lines) lines.push({ ...line, start: line.start + start, end: line.end + start });
  }
  return { page: part.page, section: part.section, text, blocks, lines };
}

type Kind = { kind: 'heading'; level: number } | ReturnType<typeof proseKind>;

function kindOf(lines: readonly RecognisedLine[], usual: number): Kind {
  const text = lines.map((line) => line.text).join(' ');
  const level = headingLevel(lines, usual);
  if (level !== null && text.length <= LONGEST_HEADING && WORD.test(text) && !startsWarning(text)) return { kind: 'heading', level };
  return proseKind(text);
}

function headingLevel(lines: readonly RecognisedLine[], usual: number): number | null {
  const lowest = Math.min(...lines.map((line) => line.letterHeight));
  if (usual === 0 || lowest < HEADING * usual) return null;
  return lowest < TITLE * usual ? 2 : 1;
}

/** Paragraphs as recognised, cut where a list item or warning begins, or the letters change size. */
function paragraphs(lines: readonly RecognisedLine[], usual: number): RecognisedLine[][] {
  const found: RecognisedLine[][] = [];
  for (const line of lines) {
    const current = found.at(-1);
    const previous = current?.at(-1);
    if (current === undefined || previous === undefined || beginsAnew(previous, line, usual)) found.push([line]);
    else current.push(line);
  }
  return found;
}

function beginsAnew(previous: RecognisedLine, line: RecognisedLine, usual: number): boolean {
  if (line.paragraph !== previous.paragraph) return true;
  if (headingLevel([line], usual) !== headingLevel([previous], usual)) return true;
  const { kind } = proseKind(line.text);
  if (kind === 'warning') return true;
  // "… as in section\n2. The" goes on; what follows a finished sentence is the next item.
  return kind === 'list-item' && (proseKind(previous.text).kind === 'list-item' || /[.:;!?]$/.test(previous.text));
}

/** Of the letters on the page, by how many there are: what most of the text is set in. */
function usualHeight(lines: readonly RecognisedLine[]): number {
  const heights = lines.flatMap((line) => Array.from({ length: Math.ceil(line.text.length / 10) }, () => line.letterHeight));
  return heights.toSorted((a, b) => a - b)[Math.floor(heights.length / 2)] ?? 0;
}
