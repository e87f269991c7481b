import { expect, test } from 'vitest';
import { memoryFit } from './memory-fit.ts';

test('a model well below the free memory fits, with both figures in the sentence', () => {
  expect(memoryFit(4.9e9, 17.2e9)).toEqual({ verdict: 'fits', needsBytes: 4.9e9, availableBytes: 17.2e9, sentence: 'Needs about 4.9 GB; 17.2 GB are free.' });
});

test('a model that takes nearly all free memory is tight', () => {
  expect(memoryFit(9e9, 10e9).verdict).toBe('tight');
});

test('a model above the free memory is too large and says what to do', () => {
  expect(memoryFit(40e9, 17.2e9)).toMatchObject({ verdict: 'too-large', sentence: 'Needs about 40.0 GB; 17.2 GB are free. Close other programs or use a smaller model.' });
});

test('small amounts are told in megabytes', () => {
  expect(memoryFit(3e6, 50e6).sentence).toBe('Needs about 3 MB; 50 MB are free.');
});
