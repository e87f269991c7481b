import type { Passage } from '#shared/contract/passages.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { citationsOf, citedNumbers, withoutFalseMarks } from './citations.ts';

const IN_FORCE = { revision: null, standing: 'in-force', since: null, supersededBy: null } as const;
const UNSCORED = { scores: { text: null, vector: null, fused: null, rerank: null }, matches: [] };

function passage(n: number, text: string, start = 100): Passage {
  return {
    chunkId: `00000000-0000-4000-8000-00000000000${n}`, document: { id: '00000000-0000-4000-8000-0000000000ff', filename: `doc${n}.pdf`, ...IN_FORCE },
    page: n, section: null, text, score: 1, label: 'internal', span: { part: 2, start, end: start + text.length, page: n, boxes: null }, ...UNSCORED,
  };
}

const passages = [
  passage(1, 'Close the inlet first. The seal water pressure is 3 bar. Then open the drain.'),
  passage(2, 'Grease the bearing every 2000 hours.'),
];

test('quotes the sentence of the passage that the citing sentence rests on, with its exact span', () => {
  const [citation] = citationsOf('Seal water pressure is 3 bar [1].', passages);
  expect(citation?.quote).toBe('The seal water pressure is 3 bar.');
  expect(citation?.span).toEqual({ part: 2, start: 123, end: 156, page: 1, boxes: null });
});

test('removes marks that point to no passage and keeps the real ones', () => {
  expect(withoutFalseMarks('A [1]. B [7]. C [2, 9].', 2)).toBe('A [1]. B . C [2].');
});

test('reads lists of numbers in one bracket', () => {
  expect(citedNumbers('x [2, 1] y [1]')).toEqual([2, 1]);
});

test('never cites a passage that does not exist, whatever the answer says', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('[', ']', '1', '2', '9', ',', ' ', 'a', '.', '\n') }), (answer) => {
      const numbers = citationsOf(withoutFalseMarks(answer, passages.length), passages).map(({ n }) => n);
      return numbers.every((n) => n === 1 || n === 2);
    }),
  );
});

test('keeps the quote inside the passage it is from', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 900 }), fc.string(), (text, about) => {
      const [citation] = citationsOf(`${about.replaceAll('[', '')} [1]`, [passage(1, text, 0)]);
      return !citation || text.slice(citation.span.start, citation.span.end) === citation.quote;
    }),
  );
});
