import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slugOf } from './slug.ts';

test('makes short names from plant names in any language', () => {
  expect(slugOf('Werk Süd 2')).toBe('werk-sud-2');
  expect(slugOf('Nhà máy Đồng Nai')).toBe('nha-may-dong-nai');
  expect(slugOf('東京')).toBe('plant');
});

test('is always safe as a folder name', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(slugOf(name))));
});
