import { expect, test } from 'vitest';
import { nextPiece } from './read-prompt.ts';

test('a slow model reads smaller pieces, but never tiny ones', () => {
  expect(nextPiece(64, 160)).toBe(32);
  expect(nextPiece(64, 10_000)).toBe(8);
});

test('a fast model reads larger pieces, at most twice as large at a time, up to a batch', () => {
  expect(nextPiece(64, 64)).toBe(80);
  expect(nextPiece(64, 0.1)).toBe(128);
  expect(nextPiece(500, 10)).toBe(512);
});
