import { expect, test } from 'vitest';
import { tooOldNode } from './node-version.ts';

test.each([
  ['20.20.2', true],
  ['22.12.0', true],
  ['22.13.0', false],
  ['26.10.0', false],
  ['100.0.0', false],
])('Node %s is too old: %s', (version, tooOld) => {
  expect(tooOldNode(version)).toBe(tooOld);
});
