import { expect, test } from 'vitest';
import { MOST_ATTEMPTS, pauseAfter } from './pause-after.ts';

test('pauses grow to an hour at most, and half of each is left to chance', () => {
  const attempts = Array.from({ length: MOST_ATTEMPTS }, (_, at) => at + 1);
  expect(attempts.map((each) => pauseAfter(each, () => 1) / 1000)).toEqual([15, 60, 240, 960, 3_600, 3_600, 3_600, 3_600]);
  expect(attempts.map((each) => pauseAfter(each, () => 0) / 1000)).toEqual([7.5, 30, 120, 480, 1_800, 1_800, 1_800, 1_800]);
});
