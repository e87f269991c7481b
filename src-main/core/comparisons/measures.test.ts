import { expect, test } from 'vitest';
import { citesOneOf, overlapOf } from './measures.ts';

test('an answer in the words of the corrected one agrees wholly, whatever the order, the case, the marks and the accents', () => {
  expect(overlapOf('The valve opens at 12.5 bar [1].', 'at 12.5 bar the VALVE opens')).toBe(1);
  expect(overlapOf('Áp suất là 6 bar', 'ap suat la 6 bar [2]')).toBe(1);
});

test('words beside the point and words that are missing both cost', () => {
  expect(overlapOf('opens at 12 bar', 'opens at 12 bar or 13 bar')).toBeCloseTo((2 * 4) / 11);
  expect(overlapOf('bar bar bar', 'one bar')).toBeCloseTo(2 / 5);
  expect(overlapOf('nothing of that', 'valve V-101')).toBe(0);
  expect(overlapOf('', 'valve')).toBe(0);
});

test('without a corrected answer or a known place there is nothing to compare with', () => {
  expect(overlapOf('anything', null)).toBeNull();
  expect(citesOneOf({ citations: [] }, [])).toBeNull();
});

test('a citation of the right file counts on the page or beside it, and anywhere in a file without pages', () => {
  const cites = (filename: string, page: number | null) => ({ citations: [{ page, document: { filename } }] }) as unknown as Parameters<typeof citesOneOf>[0];
  const places = [{ file: 'Valves.pdf', page: 4 }, { file: 'notes.md', page: null }];
  expect([cites('valves.pdf', 5), cites('valves.pdf', 8), cites('notes.md', null), cites('pumps.pdf', 4)].map((answer) => citesOneOf(answer, places))).toEqual([true, false, true, false]);
});
