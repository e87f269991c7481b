import { describe, expect, it } from 'vitest';
import { NO_FILTERS, toRequest } from './filters.ts';

describe('filters of the record', () => {
  it('asks for everything when nothing is chosen', () => {
    expect(toRequest(NO_FILTERS)).toEqual({});
  });

  it('counts the last day whole', () => {
    const { from, to } = toRequest({ ...NO_FILTERS, from: '2026-11-20', to: '2026-11-20' });
    expect(new Date(to ?? '').getTime() - new Date(from ?? '').getTime()).toBe(86_399_999);
  });

  it('takes a day that is not one as open', () => {
    expect(toRequest({ ...NO_FILTERS, from: '20.11.2026', to: '2026-13-45' })).toEqual({});
  });
});
