import { expect, test } from 'vitest';
import { keepReads } from './kept-reads.ts';

test('reads once for each key, and anew after a change, also one that failed', async () => {
  const asked: string[] = [];
  const reads = keepReads(async (key) => `${key}${asked.push(key)}`);
  expect([await reads.get('a'), await reads.get('a'), await reads.get('b')]).toEqual(['a1', 'a1', 'b2']);
  expect(await reads.changing('a', async () => 'done')).toBe('done');
  expect([await reads.get('a'), await reads.get('b')]).toEqual(['a3', 'b2']);
  await expect(reads.changing('a', () => Promise.reject(new Error('full')))).rejects.toThrow('full');
  expect(await reads.get('a')).toBe('a4');
});

test('does not keep what was read while something changed', async () => {
  let value = 'old';
  const slow: (() => void)[] = [];
  const reads = keepReads(async () => {
    const seen = value;
    await new Promise<void>((resolve) => slow.push(resolve));
    return seen;
  });
  const early = reads.get('a');
  const change = reads.changing('a', async () => {
    value = 'new';
  });
  const within = reads.get('a');
  await change;
  for (const go of slow) go();
  expect([await early, await within]).toEqual(['old', 'new']);
  const after = reads.get('a');
  for (const go of slow) go();
  expect(await after).toBe('new');
  expect(slow).toHaveLength(3);
});
