import { expect, test } from 'vitest';
import { createLookupGain } from './lookup-gain.ts';

/** Steps of plain writing that so many tokens take as long as; `right` says how many guesses at a place are right, of how many. */
function write(tokens: number, right: (place: number) => number, costOf: (guessed: number) => number): number {
  const gain = createLookupGain();
  let took = 0;
  for (let place = 0; place < tokens; ) {
    const guessed = gain.most();
    const correct = guessed === 0 ? 0 : Math.min(guessed, right(place));
    const cost = guessed === 0 ? 1 : costOf(guessed);
    took += cost;
    if (guessed === 0) gain.plain(cost);
    else gain.guessed(cost, guessed, correct);
    place += correct + 1;
  }
  return took;
}

/** As measured with 4-bit weights: checking four tokens takes about as long as writing two. */
const cheap = (guessed: number): number => 1 + 0.25 * guessed;
/** As measured with 8-bit weights, where two tokens already take four times as long as one. */
const dear = (guessed: number): number => 4 + 0.4 * guessed;

test('text that every guess is wrong about is written hardly slower, however long it is', () => {
  for (const tokens of [300, 1_000, 10_000]) for (const cost of [cheap, dear]) expect(write(tokens, () => 0, cost) / tokens).toBeLessThan(1.02 + 5 / tokens);
});

test('text that stands in the prompt is written much faster, also between parts that do not', () => {
  expect(write(300, () => 15, cheap)).toBeLessThan(300 * 0.45);
  expect(write(1_200, (place) => (place % 200 < 100 ? 15 : 0), cheap)).toBeLessThan(1_200 * 0.85);
});

test('where checking costs as much as it saves nothing is lost', () => {
  expect(write(1_000, () => 15, (guessed) => guessed + 1) / 1_000).toBeLessThan(1.02);
});

test('one step that other work slowed down does not end it', () => {
  let step = 0;
  expect(write(1_000, () => 15, (guessed) => (step++ === 1 ? 30 : 1) * cheap(guessed))).toBeLessThan(1_000 * 0.7);
});
