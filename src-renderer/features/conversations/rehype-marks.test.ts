import type { Element, Root, Text } from 'hast';
import { describe, expect, it } from 'vitest';
import { rehypeMarks } from './rehype-marks.ts';

/** A tree with one paragraph of text, as Markdown would make it of `source` when nothing but `value` is left of it. */
function paragraph(source: string, value = source): Root {
  const text: Text = { type: 'text', value, position: { start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: source.length + 1, offset: source.length } } };
  return { type: 'root', children: [{ type: 'element', tagName: 'p', properties: {}, children: [text] }] };
}

function drawn(tree: Root): string {
  const write = (node: Root['children'][number] | Element['children'][number]): string => {
    if (node.type === 'text') return node.value;
    if (node.type !== 'element') return '';
    const inner = node.children.map(write).join('');
    if (node.tagName === 'cite') return `<${String(node.properties['dataN'])}>`;
    return node.tagName === 'u' ? `{${String(node.properties['dataReason'])}:${inner}}` : inner;
  };
  return tree.children.map(write).join('');
}

function mark(source: string, options: { known?: number[]; unsupported?: [string, 'no-citation' | 'not-in-source'][]; value?: string }): string {
  const unsupported = (options.unsupported ?? []).map(([sentence, reason]) => ({ start: source.indexOf(sentence), end: source.indexOf(sentence) + sentence.length, reason }));
  const tree = paragraph(source, options.value);
  rehypeMarks({ source, unsupported, known: new Set(options.known ?? []) })(tree);
  return drawn(tree);
}

describe('marks in an answer', () => {
  it('turns numbers that stand for a source into citations and leaves other brackets alone', () => {
    expect(mark('Use 24 V [1][2]. See [3] and [A].', { known: [1, 2] })).toBe('Use 24 V <1><2>. See [3] and [A].');
  });

  it('underlines exactly the sentence that is not supported, around its citation', () => {
    expect(mark('Good [1]. Bad one [2] indeed. Good again.', { known: [1, 2], unsupported: [['Bad one [2] indeed.', 'not-in-source']] })).toBe('Good <1>. {not-in-source:Bad one }<2>{not-in-source: indeed.} Good again.');
  });

  it('keeps its place where Markdown dropped an escape or trimmed a line', () => {
    const source = 'Set 3 \\* 5 bar.\n   Then wait.';
    expect(mark(source, { value: 'Set 3 * 5 bar.\nThen wait.', unsupported: [['Then wait.', 'no-citation']] })).toBe('Set 3 * 5 bar.\n{no-citation:Then wait.}');
  });

  it('leaves code as it is', () => {
    const tree: Root = { type: 'root', children: [{ type: 'element', tagName: 'code', properties: {}, children: [{ type: 'text', value: 'a[1]' }] }] };
    rehypeMarks({ source: 'a[1]', unsupported: [], known: new Set([1]) })(tree);
    expect(drawn(tree)).toBe('a[1]');
  });
});
