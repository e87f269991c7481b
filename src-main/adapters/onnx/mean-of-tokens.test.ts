import { expect, test } from 'vitest';
import { meanOfTokens } from './mean-of-tokens.ts';

test('each text becomes the unit vector of the mean of its tokens, without those that pad it', () => {
  const values = Float32Array.of(3, 0, 0, 4, 9, 9, /* second text */ 0, 5, 7, 7, 7, 7);
  const vectors = meanOfTokens({ values, tokens: 3, width: 2 }, [1n, 1n, 0n, 1n, 0n, 0n]);
  expect([...vectors].map((value) => Number(value.toFixed(6)))).toEqual([0.6, 0.8, 0, 1]);
});

test('a text of nothing but padding is zeros, not numbers that are none', () => {
  expect([...meanOfTokens({ values: Float32Array.of(1, 2), tokens: 1, width: 2 }, [0n])]).toEqual([0, 0]);
});
