import { expect, test } from 'vitest';
import { monthOf, stateOf } from './budgets.ts';

test('a budget is as far used as the tighter of its limits', () => {
  expect(stateOf([[50, 100], [9, 10]], 80)).toEqual({ used: 0.9, state: 'warn' });
  expect(stateOf([[79, 100], [1, null]], 80)).toEqual({ used: 0.79, state: 'ok' });
  expect(stateOf([[100, 100]], 80).state).toBe('over');
  expect(stateOf([[5, null]], 80)).toEqual({ used: null, state: 'ok' });
});

test('a month begins at midnight in UTC', () => {
  expect(monthOf(new Date('2026-12-31T23:59:59Z')).toISOString()).toBe('2026-12-01T00:00:00.000Z');
});
