import { expect, test } from 'vitest';
import { kvCacheBytes, memoryFit } from './memory-fit.ts';

const need = (weightsBytes: number, contextBytes = 0, activeShare = 1) => ({ weightsBytes, contextBytes, activeShare });
const ram = (ramBytes: number, vramBytes = 0) => ({ ramBytes, vramBytes });

test('a model well below the free memory fits, with both figures in the sentence', () => {
  expect(memoryFit(need(4.4e9, 0.5e9), ram(17.2e9))).toEqual({ verdict: 'yes', needsBytes: 4.9e9, availableBytes: 17.2e9, sentence: 'Needs about 4.9 GB; 17.2 GB are free.' });
});

test('a model that takes nearly all free memory is slow', () => {
  expect(memoryFit(need(4e9, 1e9), ram(6e9))).toMatchObject({ verdict: 'slow', sentence: expect.stringContaining('little is left') });
});

test('a model above the free memory does not fit and says what to do', () => {
  expect(memoryFit(need(40e9), ram(17.2e9))).toMatchObject({ verdict: 'no', sentence: 'Needs about 40.0 GB; 17.2 GB are free. Close other programs or use a smaller model.' });
});

test('the context counts as much as the weights', () => {
  expect(memoryFit(need(4e9, 4e9), ram(6e9)).verdict).toBe('no');
});

test('many weights are slow on a CPU, but not on a GPU that holds them all', () => {
  expect(memoryFit(need(9e9, 1e9), ram(32e9))).toMatchObject({ verdict: 'slow', sentence: expect.stringContaining('without a GPU') });
  expect(memoryFit(need(9e9, 1e9), ram(32e9, 24e9)).verdict).toBe('yes');
  expect(memoryFit(need(19e9, 2e9), ram(32e9, 8e9))).toMatchObject({ verdict: 'slow', sentence: expect.stringContaining('only partly') });
});

test('a mixture of experts reads few of its weights for a token', () => {
  expect(memoryFit(need(18.6e9, 1e9, 0.12), ram(64e9)).verdict).toBe('yes');
});

test('small amounts are told in megabytes', () => {
  expect(memoryFit(need(3e6), ram(50e6)).sentence).toBe('Needs about 3 MB; 50 MB are free.');
});

test('a key and a value of half precision for every layer, head and token', () => {
  expect(kvCacheBytes({ layers: 32, kvHeads: 8, headDim: 128 }, 8192)).toBe(1024 ** 3);
});
