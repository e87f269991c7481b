import { expect, test } from 'vitest';
import { changedRates, limitsDraft, quotasOf, rateOf, ratesFit } from './limits-draft.ts';

const plant = { quotas: { documents: 200, bytes: 1_500_000_001, documentsEach: 20, bytesEach: 250_000_000, tokensPerDay: null, generations: 0 }, askRates: { user: { perMinute: 5, perHour: 50 } } };

test('limits come out of the fields as they went in, also none and zero', () => {
  expect(quotasOf(limitsDraft(plant))).toEqual(plant.quotas);
});

test('a ceiling is both numbers or neither', () => {
  expect(rateOf({ perMinute: '', perHour: '' })).toBeNull();
  expect(rateOf({ perMinute: '5', perHour: '' })).toBeUndefined();
  expect(rateOf({ perMinute: '60', perHour: '50' })).toBeUndefined();
  expect(rateOf({ perMinute: '0', perHour: '50' })).toBeUndefined();
  expect(rateOf({ perMinute: '5', perHour: '50' })).toEqual({ perMinute: 5, perHour: 50 });
});

test('only what was changed is told', () => {
  const draft = limitsDraft(plant);
  expect(ratesFit(draft)).toBe(true);
  expect(changedRates(plant.askRates, draft)).toEqual([]);
  const changed = { ...draft, rates: { ...draft.rates, user: { perMinute: '', perHour: '' }, viewer: { perMinute: '1', perHour: '2' } } };
  expect(changedRates(plant.askRates, changed)).toEqual([{ role: 'user', rate: null }, { role: 'viewer', rate: { perMinute: 1, perHour: 2 } }]);
});
