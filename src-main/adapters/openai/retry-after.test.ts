import { expect, test } from 'vitest';
import { MillwrightError } from '#shared/contract/errors.ts';
import { nothingArrived, pauseBefore } from './retry-after.ts';

test('waits as long as it is told to, unless that is too long; else with jitter that grows', () => {
  expect(pauseBefore(1, '2', () => 1)).toBe(2_000);
  expect(pauseBefore(1, '60', () => 1)).toBeNull();
  expect([pauseBefore(1, undefined, () => 1), pauseBefore(2, 'soon', () => 1), pauseBefore(2, undefined, () => 0)]).toEqual([1_000, 2_000, 0]);
});

test('only what cannot have arrived is sent again', () => {
  const failed = (detail: string) => new MillwrightError('PROVIDER_UNREACHABLE', undefined, { detail });
  expect(nothingArrived(failed('Error: connect ECONNREFUSED 127.0.0.1:1'))).toBe(true);
  expect(nothingArrived(failed('Error: no answer in time'))).toBe(false);
  expect(nothingArrived(failed('SocketError: other side closed'))).toBe(false);
});
