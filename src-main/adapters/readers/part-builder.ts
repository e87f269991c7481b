import type { Block, DocumentPart, TextLine } from '#core/ports/document-reader.ts';

/** A block before its place in the text is known. */
export type BlockKind = Block extends infer B ? (B extends Block ? Omit<B, 'start' | 'end'> : never) : never;

/** Grows one part's text block by block; rows and list items stand on lines of their own, other blocks apart. */
export interface PartBuilder {
  readonly length: number;
  readonly blockCount: number;
  /** Appends a block and returns where it begins; blank text is ignored (-1). */
  add(kind: BlockKind, text: string): number;
  addLine(line: TextLine): void;
  build(page: number | null, section: string | null): DocumentPart;
}

export function createPartBuilder(withLines = false): PartBuilder {
  const pieces: string[] = [];
  const blocks: Block[] = [];
  const lines: TextLine[] = [];
  let length = 0;

  function push(text: string): void {
    pieces.push(text);
    length += text.length;
  }

  return {
    get length() {
      return length;
    },
    get blockCount() {
      return blocks.length;
    },
    add(kind, text) {
      if (text.trim() === '') return -1;
      const previous = blocks.at(-1);
      if (previous !== undefined) push(separator(previous, kind));
      const start = length;
      push(text);
      blocks.push({ ...kind, start, end: length });
      return start;
    },
    addLine(line) {
      lines.push(line);
    },
    build(page, section) {
      return { page, section, text: pieces.join(''), blocks, lines: withLines ? lines : null };
    },
  };
}

function separator(previous: BlockKind, next: BlockKind): string {
  const sameTable = previous.kind === 'table-row' && next.kind === 'table-row' && previous.table === next.table;
  const sameList = previous.kind === 'list-item' && next.kind === 'list-item';
  return sameTable || sameList ? '\n' : '\n\n';
}
