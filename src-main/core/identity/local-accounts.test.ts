import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldName, lockFor } from './local-accounts.ts';

test('the first four wrong passwords lock nothing, the fifth locks for a minute, each further one doubles it up to an hour', () => {
  expect([1, 4, 5, 6, 7, 20].map(lockFor)).toEqual([0, 0, 60_000, 120_000, 240_000, 3_600_000]);
});

test('a longer row of failures never locks for less', () => {
  fc.assert(fc.property(fc.nat(200), (failures) => lockFor(failures) <= lockFor(failures + 1)));
});

test('names that look the same to a reader are the same account', () => {
  expect(foldName(' Nguyễn.An ')).toBe(foldName('nguyễn.an'));
});
