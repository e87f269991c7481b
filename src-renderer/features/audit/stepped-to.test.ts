import { expect, test } from 'vitest';
import { steppedTo } from './stepped-to.ts';

test('keys lead up and down a list, by one, by ten and to its ends, and never out of it', () => {
  const from = (at: number) => ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'].map((key) => steppedTo(key, at, 25));
  expect(from(12)).toEqual([11, 13, 2, 22, 0, 24]);
  expect(from(0)).toEqual([0, 1, 0, 10, 0, 24]);
  expect(from(24)).toEqual([23, 24, 14, 24, 0, 24]);
  expect(steppedTo('Enter', 3, 25)).toBeNull();
});
