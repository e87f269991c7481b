import { describe, expect, it } from 'vitest';
import { en } from './en/index.ts';
import { vi } from './vi/index.ts';

function flat(texts: object, path = ''): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : flat(Object(value), `${path}${key}.`),
  );
}

const holes = (text: string): string[] => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();

describe('wording', () => {
  it('fills the same holes in every language', () => {
    const vietnamese = new Map(flat(vi));
    const different = flat(en).filter(([key, text]) => holes(text).join() !== holes(vietnamese.get(key) ?? '').join());
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it('leaves no sentence empty', () => {
    expect([...flat(en), ...flat(vi)].filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});
