import type { Element, ElementContent, Root, Text } from 'hast';
import type { UnsupportedSentence } from '#shared/contract/conversations.ts';

interface Options {
  /** The answer as the core wrote it: offsets of `unsupported` count in it. */
  source: string;
  unsupported: readonly UnsupportedSentence[];
  /** Numbers that stand for a source; other brackets stay text. */
  known: ReadonlySet<number>;
}

const MARK = /\[(\d{1,2})\]/g;

/**
 * Turns `[n]` of an answer into `<cite data-n>` and unsupported stretches into `<u data-reason>`. Markdown produces neither of
 * the two elements by itself, so the screen can give them meaning.
 */
export function rehypeMarks({ source, unsupported, known }: Options) {
  const marked = (node: Text): ElementContent[] => {
    const offsets = offsetsOf(node, source);
    const reasonAt = (index: number) => unsupported.find(({ start, end }) => (offsets[index] ?? -1) >= start && (offsets[index] ?? -1) < end)?.reason;
    return split(node.value, known).flatMap((piece) => ('n' in piece ? [cite(piece.n)] : underline(piece.text, piece.at, reasonAt)));
  };
  const visit = (parent: Root | Element): void => {
    const children = parent.children.flatMap((child): ElementContent[] => {
      if (child.type === 'text') return marked(child);
      if (child.type === 'element' && child.tagName !== 'code') visit(child);
      return child.type === 'doctype' ? [] : [child];
    });
    parent.children = children;
  };
  return (tree: Root): void => visit(tree);
}

/** Where each character of a text node stands in the source: Markdown drops escapes and trims lines, so they may be apart. */
function offsetsOf(node: Text, source: string): number[] {
  const end = node.position?.end.offset ?? source.length;
  let at = node.position?.start.offset ?? 0;
  return Array.from({ length: node.value.length }, (_, index) => {
    let next = at;
    while (next < end && source[next] !== node.value[index]) next += 1;
    // A character that is not found (an entity) keeps its place, so that the rest still lines up.
    if (next < end) at = next + 1;
    return Math.min(next, at);
  });
}

type Piece = { text: string; at: number } | { n: number };

function split(value: string, known: ReadonlySet<number>): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of value.matchAll(MARK)) {
    const n = Number(match[1]);
    if (!known.has(n)) continue;
    if (match.index > from) pieces.push({ text: value.slice(from, match.index), at: from });
    pieces.push({ n });
    from = match.index + match[0].length;
  }
  if (from < value.length) pieces.push({ text: value.slice(from), at: from });
  return pieces;
}

function cite(n: number): Element {
  return { type: 'element', tagName: 'cite', properties: { dataN: n }, children: [{ type: 'text', value: String(n) }] };
}

function underline(text: string, at: number, reasonAt: (index: number) => string | undefined): ElementContent[] {
  const pieces: ElementContent[] = [];
  for (let from = 0; from < text.length; ) {
    const reason = reasonAt(at + from);
    let to = from + 1;
    while (to < text.length && reasonAt(at + to) === reason) to += 1;
    const piece: Text = { type: 'text', value: text.slice(from, to) };
    pieces.push(reason === undefined || piece.value.trim() === '' ? piece : { type: 'element', tagName: 'u', properties: { dataReason: reason }, children: [piece] });
    from = to;
  }
  return pieces;
}
