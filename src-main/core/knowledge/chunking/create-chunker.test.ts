import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, DocumentPart } from '#core/ports/document-reader.ts';
import type { ChunkOptions } from './chunk-spans.ts';
import { type Chunk, createChunker } from './create-chunker.ts';

type Piece = { text: string } & (Block extends infer B ? (B extends Block ? Omit<B, 'start' | 'end'> : never) : never);

function part(pieces: Piece[], page: number | null = 1, section: string | null = null): DocumentPart {
  let text = '';
  const blocks = pieces.map(({ text: own, ...kind }) => {
    if (text !== '') text += '\n\n';
    const start = text.length;
    text += own;
    return { ...kind, start, end: text.length };
  });
  return { page, section, text, blocks, lines: null };
}

function chunksOf(parts: readonly DocumentPart[], options: ChunkOptions = {}): Chunk[] {
  const chunker = createChunker(options);
  return parts.flatMap((each, index) => [...chunker.chunksOf(each, index)]);
}

const sentence = (n: number): string => `Sentence ${n} tells what the pump does when its seal leaks and the level drops.`;
const prose = (count: number): string => Array.from({ length: count }, (_, n) => sentence(n)).join(' ');

describe('a chunker', () => {
  it('keeps a heading with what follows it and carries the heading path over pages', () => {
    const chunks = chunksOf(
      [
        part([{ kind: 'heading', level: 1, text: 'Operation' }, { kind: 'paragraph', text: prose(18) }, { kind: 'heading', level: 2, text: 'Starting' }, { kind: 'paragraph', text: prose(8) }]),
        part([{ kind: 'paragraph', text: 'Open the suction valve first.' }], 2),
      ],
    );
    const starting = chunks.find((chunk) => chunk.text.includes('Starting'));
    expect(starting?.text.startsWith('Starting\n\nSentence 0')).toBe(true);
    expect(chunks.at(-1)).toMatchObject({ page: 2, section: 'Operation > Starting' });
  });

  it('repeats the header rows where a table goes on, also in the next part', () => {
    const row = (n: number): Piece => ({ kind: 'table-row', table: 7, header: false, text: `P-${n} | ${n} bar | feed water pump of boiler house ${n}` });
    const rows = (from: number): Piece[] => Array.from({ length: 40 }, (_, n) => row(from + n));
    const header: Piece = { kind: 'table-row', table: 7, header: true, text: 'Tag | Limit | Service' };
    const result = [part([header, ...rows(100)], null, 'Limits'), part(rows(140), null, 'Limits')];
    const chunks = chunksOf(result);
    expect(chunks.length).toBeGreaterThan(4);
    for (const chunk of chunks) {
      expect(chunk.text.startsWith('Tag | Limit | Service\n')).toBe(true);
      for (const line of chunk.text.split('\n').filter((text) => text.startsWith('P-'))) expect(line).toMatch(/^P-\d+ \| \d+ bar \| feed water pump of boiler house \d+$/);
    }
    const [second] = chunks.slice(1);
    expect(second?.text.endsWith(result[0]?.text.slice(second.start, second.end) ?? '?')).toBe(true);
  });

  it('never parts a warning from the step it stands before or behind', () => {
    const pieces: Piece[] = Array.from({ length: 12 }, (_, n): Piece[] => [
      { kind: 'paragraph', text: prose(2 + (n % 5)) },
      { kind: 'warning', text: `WARNING: pressure ${n}.` },
      { kind: 'list-item', ordered: true, text: `1. Vent line ${n} now.` },
    ]).flat();
    const chunks = chunksOf([part(pieces)]);
    for (let n = 0; n < 12; n += 1) {
      expect(chunks.some((chunk) => chunk.text.includes(`WARNING: pressure ${n}.`) && chunk.text.includes(`Vent line ${n} now.`))).toBe(true);
    }
  });

  it('keeps a clause number with its clause', () => {
    const pieces: Piece[] = Array.from({ length: 20 }, (_, n): Piece[] => [{ kind: 'paragraph', text: `1910.147(c)(${n})` }, { kind: 'paragraph', text: prose(1 + (n % 4)) }]).flat();
    for (const chunk of chunksOf([part(pieces)])) expect(chunk.text).not.toMatch(/\(\d+\)$/);
  });

  it('overlaps running text by whole sentences', () => {
    const [first, second] = chunksOf([part([{ kind: 'paragraph', text: prose(15) }, { kind: 'paragraph', text: prose(14) }])]);
    expect(second?.start).toBeLessThan(first?.end ?? 0);
    expect(second?.text).toMatch(/^Sentence 14 /);
  });

  it('cuts a line of four megabytes without blanks, without losing a character', () => {
    const text = 'ä'.repeat(4_000_000);
    const chunks = chunksOf([part([{ kind: 'paragraph', text }])], { overlap: 0 });
    expect(chunks.map((chunk) => chunk.text).join('')).toBe(text);
  });

  it('gives no chunk to a page without text', () => {
    expect(chunksOf([part([])])).toEqual([]);
  });
});

const words = fc.array(fc.oneof(fc.constantFrom('valve', 'P-101', '6.5', 'bar.', 'Überdruck', '压力', '🛢', 'x'.repeat(60)), fc.string({ minLength: 1, maxLength: 12 })), { minLength: 1, maxLength: 60 });
const text = words.map((list) => list.join(' '));
const kinds = fc.constantFrom<Piece['kind']>('heading', 'paragraph', 'list-item', 'warning', 'code', 'table-row');
const piece: fc.Arbitrary<Piece> = fc.record({ kind: kinds, text, level: fc.integer({ min: 1, max: 4 }), header: fc.boolean(), table: fc.integer({ min: 1, max: 3 }) }).map(({ kind, text: own, level, header, table }) => {
  if (kind === 'heading') return { kind, level, text: own };
  if (kind === 'table-row') return { kind, table, header, text: own.replaceAll('\n', ' ') };
  return kind === 'list-item' ? { kind, ordered: header, text: own } : { kind, text: own };
});
const anyDocument = fc.array(fc.array(piece, { maxLength: 14 }), { minLength: 1, maxLength: 4 }).map((parts) => parts.map((pieces, at) => part(pieces, at + 1)));
const options = { targetTokens: 60, maxTokens: 110 };

describe('every document', () => {
  it('is wholly covered by chunks whose offsets are valid and ordered', () => {
    fc.assert(
      fc.property(anyDocument, (result) => {
        const chunks = chunksOf(result, options);
        result.forEach(({ text: whole }, index) => {
          const own = chunks.filter((chunk) => chunk.part === index);
          let covered = 0;
          let lastStart = -1;
          for (const { start, end, text: shown } of own) {
            expect(start).toBeGreaterThan(lastStart);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(whole.length);
            expect(whole.slice(Math.min(covered, start), start).trim()).toBe('');
            expect(shown.endsWith(whole.slice(start, end))).toBe(true);
            covered = Math.max(covered, end);
            lastStart = start;
          }
          // eslint-disable-next-line no-control-regex
          expect(whole.slice(covered).replace(/[\s\x00-\x20]/g, '')).toBe('');
        });
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  it('has no chunk longer than the cap, and no row cut that fits one', () => {
    fc.assert(
      fc.property(anyDocument, (result) => {
        const chunks = chunksOf(result, options);
        for (const chunk of chunks) expect(chunk.tokens).toBeLessThanOrEqual(options.maxTokens);
        result.forEach((own, index) => {
          for (const block of own.blocks) {
            if (block.kind !== 'table-row') continue;
            const inside = chunks.filter((chunk) => chunk.part === index && chunk.end > block.start && chunk.start < block.end);
            const alone = chunksOf([part([{ kind: 'paragraph', text: own.text.slice(block.start, block.end) }])], { ...options, targetTokens: 82, maxTokens: 82 });
            if (alone.length === 1) expect(inside.length).toBeLessThanOrEqual(1);
          }
        });
      }),
      { numRuns: 100, seed: 11 },
    );
  });
});
