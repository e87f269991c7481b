import { expect, test } from 'vitest';
import { momentOf, NO_FILTERS, toRequest } from './filters.ts';

test('a day counts whole, a minute counts whole, and anything else is open', () => {
  expect(momentOf(' 2026-11-20 ')).toEqual({ first: new Date('2026-11-20T00:00').getTime(), last: new Date('2026-11-20T23:59:59.999').getTime() });
  expect(momentOf('2026-11-20 14:05')).toEqual({ first: new Date('2026-11-20T14:05').getTime(), last: new Date('2026-11-20T14:05:59.999').getTime() });
  for (const text of ['', 'yesterday', '2026-13-40', '2026-11-20 25:00', '20.11.2026']) expect(momentOf(text), text).toBeNull();
});

test('only what was filled in is asked for', () => {
  expect(toRequest(NO_FILTERS)).toEqual({});
  expect(toRequest({ ...NO_FILTERS, resource: ' documents ', event: 'doc.access', from: '2026-11-20', to: 'x' })).toEqual({ event: 'doc.access', resource: 'documents', from: new Date('2026-11-20T00:00').toISOString() });
});
