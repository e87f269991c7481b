import { expect, test } from 'vitest';
import { createPromptLookup } from './prompt-lookup.ts';

test('what followed the same three tokens is guessed, from the place nearest to the end', () => {
  const lookup = createPromptLookup([1, 2, 3, 4, 5, 9, 1, 2, 3, 6, 7, 8]);
  for (const token of [1, 2]) lookup.push(token);
  expect(lookup.guess(4)).toEqual([]);
  lookup.push(3);
  expect(lookup.guess(2)).toEqual([6, 7]);
  expect(lookup.guess(4)).toEqual([6, 7, 8, 1]);
  lookup.push(4);
  expect(lookup.guess(3)).toEqual([5, 9, 1]);
});

test('two tokens that agree are not enough', () => {
  const lookup = createPromptLookup([1, 2, 3, 4]);
  for (const token of [9, 2, 3]) lookup.push(token);
  expect(lookup.guess(4)).toEqual([]);
});
