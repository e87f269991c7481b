import { expect, test } from 'vitest';
import { keptFrom } from './measure-retention.ts';

test('measures are kept for so many days', () => {
  expect(keptFrom(new Date('2026-12-20T12:00:00Z'), 60).toISOString()).toBe('2026-10-21T12:00:00.000Z');
});

test('a running month is kept whole, as its budget counts it', () => {
  expect(keptFrom(new Date('2026-12-31T12:00:00Z'), 30).toISOString()).toBe('2026-12-01T00:00:00.000Z');
});
