import type { Block, DocumentPart, RowCells, TextLine } from '#core/ports/document-reader.ts';

/**
 * Parts as they cross from one thread to another. Copying an object costs about a microsecond and there is one for
 * every line and block, so these travel as one array of numbers whose memory changes hands.
 */
export interface PackedParts {
  heads: PackedHead[];
  numbers: Float64Array<ArrayBuffer>;
}

type PackedHead = Omit<DocumentPart, 'blocks' | 'lines'> & { blocks: number; lines: number | null };

const KINDS = ['heading', 'paragraph', 'list-item', 'warning', 'code', 'table-row'] as const satisfies Block['kind'][];
/** Start, end, kind, and what the kind has beside it: of a sheet's row its number and columns, or 0 for its number. */
const PER_BLOCK = 8;
/** Start, end and the four of the box. */
const PER_LINE = 6;

export function packParts(parts: readonly DocumentPart[]): PackedParts {
  const heads = parts.map(({ blocks, lines, ...rest }) => ({ ...rest, blocks: blocks.length, lines: lines?.length ?? null }));
  const room = heads.reduce((sum, { blocks, lines }) => sum + PER_BLOCK * blocks + PER_LINE * (lines ?? 0), 0);
  const numbers = new Float64Array(room);
  let at = 0;
  for (const { blocks, lines } of parts) {
    for (const block of blocks) at = putBlock(numbers, at, block);
    for (const line of lines ?? []) at = putLine(numbers, at, line);
  }
  return { heads, numbers };
}

export function unpackParts({ heads, numbers }: PackedParts): DocumentPart[] {
  let at = 0;
  return heads.map(({ blocks, lines, ...rest }) => {
    const part: DocumentPart = { ...rest, blocks: [], lines: lines === null ? null : [] };
    for (let n = 0; n < blocks; n += 1, at += PER_BLOCK) part.blocks.push(takeBlock(numbers, at));
    for (let n = 0; n < (lines ?? 0); n += 1, at += PER_LINE) part.lines?.push(takeLine(numbers, at));
    return part;
  });
}

function putBlock(numbers: Float64Array, at: number, block: Block): number {
  const [first, second] = detailsOf(block);
  numbers[at] = block.start;
  numbers[at + 1] = block.end;
  numbers[at + 2] = KINDS.indexOf(block.kind);
  numbers[at + 3] = first;
  numbers[at + 4] = second;
  const cells = block.kind === 'table-row' ? block.cells : undefined;
  numbers[at + 5] = cells?.row ?? 0;
  numbers[at + 6] = cells?.left ?? 0;
  numbers[at + 7] = cells?.right ?? 0;
  return at + PER_BLOCK;
}

function detailsOf(block: Block): [number, number] {
  if (block.kind === 'heading') return [block.level, 0];
  if (block.kind === 'list-item') return [Number(block.ordered), 0];
  return block.kind === 'table-row' ? [block.table, Number(block.header)] : [0, 0];
}

function takeBlock(numbers: Float64Array, at: number): Block {
  const [start, end, first] = [numbers[at] ?? 0, numbers[at + 1] ?? 0, numbers[at + 3] ?? 0];
  const kind = KINDS[numbers[at + 2] ?? 0] ?? 'paragraph';
  if (kind === 'heading') return { start, end, kind, level: first };
  if (kind === 'list-item') return { start, end, kind, ordered: first === 1 };
  if (kind === 'table-row') return { start, end, kind, table: first, header: numbers[at + 4] === 1, ...cellsAt(numbers, at + 5) };
  return { start, end, kind };
}

function cellsAt(numbers: Float64Array, at: number): { cells?: RowCells } {
  const [row = 0, left = 0, right = 0] = numbers.subarray(at, at + 3);
  return row === 0 ? {} : { cells: { row, left, right } };
}

function putLine(numbers: Float64Array, at: number, { start, end, box }: TextLine): number {
  numbers[at] = start;
  numbers[at + 1] = end;
  numbers[at + 2] = box[0];
  numbers[at + 3] = box[1];
  numbers[at + 4] = box[2];
  numbers[at + 5] = box[3];
  return at + PER_LINE;
}

function takeLine(numbers: Float64Array, at: number): TextLine {
  return {
    start: numbers[at] ?? 0,
    end: numbers[at + 1] ?? 0,
    box: [numbers[at + 2] ?? 0, numbers[at + 3] ?? 0, numbers[at + 4] ?? 0, numbers[at + 5] ?? 0],
  };
}
