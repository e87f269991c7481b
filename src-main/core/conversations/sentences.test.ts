import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sentencesOf } from './sentences.ts';

const texts = (text: string) => sentencesOf(text).map((sentence) => sentence.text);

test('splits at full stops, not inside numbers, codes or abbreviations', () => {
  expect(texts('Set 3.5 bar on P-101.A, e.g. by hand. Then wait.')).toEqual(['Set 3.5 bar on P-101.A, e.g. by hand.', 'Then wait.']);
});

test('keeps citations after the full stop with their sentence', () => {
  expect(texts('It opens at 12 bar. [1] It closes later. [2][3] End')).toEqual(['It opens at 12 bar. [1]', 'It closes later. [2][3]', 'End']);
});

test('splits at line ends, so that list items stand alone', () => {
  expect(texts('Steps:\n- open\n- close')).toEqual(['Steps:', '- open', '- close']);
});

test('offsets always give the text back, in order, and lose nothing but blanks', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'B', '1', '.', '!', ' ', '\n', '[1]', ',') }), (text) => {
      const sentences = sentencesOf(text);
      expect(sentences.map(({ text: each }) => each)).toEqual(sentences.map(({ start, end }) => text.slice(start, end)));
      expect(sentences.map(({ text: each }) => each).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    }),
  );
});
