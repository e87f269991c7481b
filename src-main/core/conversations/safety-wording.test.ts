import type { Passage } from '#shared/contract/passages.ts';
import { expect, test } from 'vitest';
import { safetyOf, warningsIn } from './safety-wording.ts';

const passage = (text: string) => ({ text }) as Passage;

test('takes a warning from its signal word to the end of its paragraph, and what follows a signal word that stands alone', () => {
  const text = 'Close the inlet.\n\nWARNING: Hot surface.\nWear gloves.\n\nOpen the drain.\n\nGEFAHR\n\nHochspannung im Schaltschrank.\n\nEnd.';
  expect(warningsIn(text)).toEqual(['WARNING: Hot surface.\nWear gloves.', 'GEFAHR\nHochspannung im Schaltschrank.']);
});

test('a warning on the next line of a step is one of its own', () => {
  expect(warningsIn('1. Drain.\nCAUTION: steam escapes.\nDANGER! Pressure.')).toEqual(['CAUTION: steam escapes.', 'DANGER! Pressure.']);
});

test('speaking of a warning in a sentence makes none', () => {
  expect(warningsIn('The warning lamp is red. A WARNING sign hangs there.\nDangerous goods are in hall 2.')).toEqual([]);
});

test('what the answer says word for word is not said twice, and the same warning of two passages once', () => {
  const cited = [{ n: 1, passage: passage('WARNING: Hot surface.') }, { n: 2, passage: passage('WARNING:  Hot surface.\n\nDANGER: 400 V.') }];
  expect(safetyOf('Drain it [1].\n\n> WARNING: Hot\n> surface.', cited)).toEqual([{ n: 2, text: 'DANGER: 400 V.' }]);
  expect(safetyOf('Drain it.', cited)).toEqual([{ n: 1, text: 'WARNING: Hot surface.' }, { n: 2, text: 'DANGER: 400 V.' }]);
});
