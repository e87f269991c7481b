import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markedPieces } from './marked-pieces.ts';

test('marks the words it is told to and leaves the rest', () => {
  expect(markedPieces('Close valve V-3 first', 0, [[12, 15], [0, 5]])).toEqual([
    { text: 'Close', marked: true },
    { text: ' valve ', marked: false },
    { text: 'V-3', marked: true },
    { text: ' first', marked: false },
  ]);
});

test('marks of the whole text fall on the right words of a stretch of it', () => {
  expect(markedPieces('valve V-3', 6, [[0, 5], [12, 15]])).toEqual([
    { text: 'valve ', marked: false },
    { text: 'V-3', marked: true },
  ]);
});

test('whatever the marks, the pieces joined are the text', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(20), fc.array(fc.tuple(fc.integer({ min: -5, max: 60 }), fc.integer({ min: -5, max: 60 }))), (text, start, marks) => {
      expect(markedPieces(text, start, marks).map((piece) => piece.text).join('')).toBe(text);
    }),
  );
});
