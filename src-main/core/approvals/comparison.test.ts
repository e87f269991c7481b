import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import { comparisonOf, seenOf } from './comparison.ts';
import type { LookedUp } from './looked-up.ts';

const crypto = createNodeCrypto();
const secrets = { keyedHash: (text: string, purpose: string) => crypto.sha256(`${purpose}\n${text}`) };
const current = { tool: 'get_pump', arguments: {}, fields: {} };
const stood = (values: Record<string, unknown>, names = Object.keys(values), label: 'internal' | 'restricted' = 'internal', at = '2026-01-01T00:00:00.000Z'): LookedUp => ({ status: 'ok', names, values, label, at });
const compare = (wanted: Record<string, unknown>, now: LookedUp, before: LookedUp | null = now) => comparisonOf({ id: 'a', arguments: wanted, current, state_wanted: before, state_seen: now }, 'internal', secrets);

test('each field is changed, the same or new, whatever the order of keys inside it', () => {
  const now = stood({ bar: 6.5, place: { hall: 1, row: 2 }, note: null }, ['bar', 'place', 'note', 'mode']);
  const compared = compare({ bar: 7, place: { row: 2, hall: 1 }, note: 'x', mode: 'auto' }, now);
  expect(compared?.fields.map(({ name, change }) => [name, change])).toEqual([['bar', 'changed'], ['place', 'same'], ['note', 'new'], ['mode', 'new']]);
});

test('a number is not the text of it, and what is to be emptied is changed', () => {
  expect(compare({ a: '7', b: null }, stood({ a: 7, b: 'x' }))?.fields.map(({ change }) => change)).toEqual(['changed', 'changed']);
});

test('what was seen is told apart by what stands there and by nothing else', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (one, other) => {
    const [a, b] = [stood(one), stood(other, Object.keys(other), 'restricted', '2026-02-02T00:00:00.000Z')];
    const inOrder = (values: object) => JSON.stringify(Object.entries(values).toSorted(([x], [y]) => (x < y ? -1 : 1)));
    const alike = inOrder(one) === inOrder(other);
    if (alike) expect(seenOf('a', a, secrets)).toBe(seenOf('a', b, secrets));
    expect(seenOf('a', a, secrets)).not.toBe(seenOf('b', a, secrets));
    expect(seenOf('a', a, secrets)).not.toBe(seenOf('a', { status: 'unknown', sentence: '', at: '' }, secrets));
  }));
});

test('a field that stood otherwise when it was wanted says so, and one of which that is not known does not', () => {
  expect(compare({ bar: 7 }, stood({ bar: 2 }), stood({ bar: 1 }))).toMatchObject({ moved: true, fields: [{ moved: true }] });
  expect(compare({ bar: 7 }, stood({ bar: 2 }), { status: 'unknown', sentence: '', at: '' })).toMatchObject({ moved: false });
});

test('nothing of what is more sensitive than somebody may see is in it', () => {
  expect(compare({ bar: 7 }, stood({ bar: 41.5 }, ['bar'], 'restricted'))).toMatchObject({ fields: [], problem: expect.stringContaining('more sensitive') as string });
});
