import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDeadline } from './deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a deadline counts what passes while it runs, and nothing while it is paused', () => {
  const passed = vi.fn<() => void>();
  const deadline = createDeadline();
  deadline.start(1000, passed);
  vi.advanceTimersByTime(600);
  deadline.pause();
  vi.advanceTimersByTime(60_000);
  deadline.resume();
  vi.advanceTimersByTime(390);
  expect(passed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(20);
  expect(passed).toHaveBeenCalledOnce();
});

test('a deadline that was stopped never passes, and can be started again', () => {
  const passed = vi.fn<() => void>();
  const deadline = createDeadline();
  deadline.start(1000, passed);
  deadline.stop();
  vi.advanceTimersByTime(5000);
  expect(passed).not.toHaveBeenCalled();
  deadline.start(10, passed);
  vi.advanceTimersByTime(10);
  expect(passed).toHaveBeenCalledOnce();
});
