import { describe, expect, it } from 'vitest';
import type { DocumentPart } from '#core/ports/document-reader.ts';
import type { RecognisedLine } from '#core/ports/text-recognition.ts';
import { recognisedPart } from './recognised-part.ts';

const given: DocumentPart = { page: 3, section: null, text: '~~', blocks: [], lines: null, recognise: 'garbled' };

function page(...rows: [text: string, paragraph: number, letterHeight?: number][]) {
  const lines = rows.map(([text, paragraph, letterHeight = 30], at): RecognisedLine => ({ text, paragraph, letterHeight, confidence: 0.9, box: [0.1, at / 10, 0.8, 0.05] }));
  return recognisedPart(given, { lines, confidence: 0.9 });
}

const blocksOf = (part: DocumentPart): string[] => part.blocks.map((block) => `${block.kind}${block.kind === 'heading' ? block.level : ''}: ${part.text.slice(block.start, block.end)}`);

describe('a recognised page as a part', () => {
  it('tells headings by the height of their letters, and list items and warnings by how they begin', () => {
    const part = page(
      ['Pump station', 0, 60], ['Start-up', 1, 40], ['The pumps are started one', 2], ['after the other.', 2],
      ['by', 7, 60], ['WARNING: Hot surface.', 3], ['1. Open the valve', 4], ['and wait.', 4], ['2. Start the pump.', 4],
    );
    expect(blocksOf(part)).toEqual([
      'heading1: Pump station', 'heading2: Start-up', 'paragraph: The pumps are started one after the other.',
      'paragraph: by', 'warning: WARNING: Hot surface.', 'list-item: 1. Open the valve and wait.', 'list-item: 2. Start the pump.',
    ]);
    expect(part.text).toContain('wait.\n2. Start');
  });

  it('makes words whole that the end of a line cut, but not those that have a hyphen', () => {
    expect(page(['Every mainte-', 0], ['nance of the two-', 0], ['stage pump. A two-stage', 0], ['pump', 0]).text).toBe('Every maintenance of the two-stage pump. A two-stage pump');
  });

  it('keeps the place of each line in the text, and takes the picture\'s text for its own', () => {
    const part = page(['Tag P-101A', 0], ['cooling', 1]);
    expect(part.lines?.map(({ start, end, box }) => [part.text.slice(start, end), box[1]])).toEqual([['Tag P-101A', 0], ['cooling', 0.1]]);
    expect(part).toMatchObject({ page: 3, text: 'Tag P-101A\n\ncooling' });
    expect(part).not.toHaveProperty('recognise');
  });
});
