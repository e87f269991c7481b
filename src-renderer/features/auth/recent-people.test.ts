import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetPeople, keepPerson, recentPeople } from './recent-people.ts';

const kept = new Map<string, string>();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value), removeItem: (key: string) => kept.delete(key) });
});
afterEach(() => {
  kept.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const keep = (...names: string[]) => names.forEach((name) => keepPerson({ plant: '', name, by: 'password' }));
const names = () => recentPeople().map(({ name }) => name);

test('the latest come first, each once however it was written, and no more than six', () => {
  keep('Ada', 'Bo', 'ada', 'Cy', 'Di', 'Ed', 'Flo', 'Gil');
  expect(names()).toEqual(['Gil', 'Flo', 'Ed', 'Di', 'Cy', 'ada']);
  keepPerson({ plant: '', name: 'Gil', by: 'pin' });
  expect(recentPeople().slice(0, 2)).toEqual([{ plant: '', name: 'Gil', by: 'pin' }, { plant: '', name: 'Gil', by: 'password' }]);
});

test('who was not here for two weeks is forgotten, and everybody when asked to', () => {
  keep('Ada');
  vi.advanceTimersByTime(13 * 86_400_000);
  keep('Bo');
  vi.advanceTimersByTime(2 * 86_400_000);
  expect(names()).toEqual(['Bo']);
  forgetPeople();
  expect(names()).toEqual([]);
});

test('what somebody else wrote there is no list of names', () => {
  for (const text of ['{', '{"name":"Ada"}', '[{"name":1}]', 'null']) {
    kept.set('millwright.recent-people', text);
    expect(names()).toEqual([]);
  }
});
