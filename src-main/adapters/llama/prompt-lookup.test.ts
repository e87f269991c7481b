import { expect, test } from 'vitest';
import { createLookupGain } from './lookup-gain.ts';
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

/** Writes tokens, each guess right or wrong, at a cost of a step that grows with the guess. */
function write(tokens: number, right: boolean, stepMs: (guessed: number) => number): { ms: number; guesses: number } {
  const gain = createLookupGain();
  let [ms, guesses] = [0, 0];
  for (let written = 0; written < tokens; ) {
    const most = gain.most();
    ms += stepMs(most);
    if (most === 0) gain.plain(stepMs(0));
    else gain.guessed(stepMs(most), most, right ? most : 0);
    guesses += most > 0 ? 1 : 0;
    written += most > 0 && right ? most + 1 : 1;
  }
  return { ms, guesses };
}

test('where several tokens cost little more than one, right guesses save most of the time', () => {
  expect(write(1_000, true, (guessed) => 10 + guessed * 0.5).ms).toBeLessThan(10_000 / 3);
});

test('where guesses are wrong, or checking them is dear, they rest before they cost 2 % of the time', () => {
  expect(write(1_000, false, (guessed) => 10 + guessed).ms).toBeLessThan(10_000 * 1.02);
  const dear = write(1_000, true, (guessed) => 10 + guessed * 30);
  expect(dear.guesses).toBeLessThan(12);
});
