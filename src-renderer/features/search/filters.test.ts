import { expect, test } from 'vitest';
import { addressOf, filtersIn, isNarrowed, toggled } from './filters.ts';

test('filters survive in the address of the screen', () => {
  const filters = { types: ['manual' as const], tags: ['boiler', 'B-3'], from: '2023-01-01', allRevisions: true };
  const address = addressOf('feed water', filters);
  expect(address.get('q')).toBe('feed water');
  expect(filtersIn(new URLSearchParams(String(address)))).toEqual(filters);
});

test('an address with a filter that does not exist narrows nothing', () => {
  expect(filtersIn(new URLSearchParams('q=x&types=recipe&from=yesterday'))).toEqual({});
});

test('taking the last tick off a list takes the list away', () => {
  const ticked = toggled({}, 'labels', 'public');
  expect(ticked).toEqual({ labels: ['public'] });
  expect(isNarrowed(ticked)).toBe(true);
  expect(toggled(ticked, 'labels', 'public')).toEqual({});
  expect(isNarrowed({})).toBe(false);
});
