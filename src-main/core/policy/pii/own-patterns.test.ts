import { expect, test } from 'vitest';
import { PII_KINDS } from '#shared/contract/personal-data.ts';
import { createPatternEngine } from '#adapters/re2/create-pattern-engine.ts';
import { findPii } from './find-pii.ts';
import { guardOutgoing } from './guard-outgoing.ts';
import { compileOwnPatterns } from './own-patterns.ts';

const engine = createPatternEngine();
const named = (...patterns: string[]) => compileOwnPatterns(engine, patterns.map((pattern, at) => ({ name: `Badge ${at}`, pattern })));
const found = (text: string, ...patterns: string[]): string[] => findPii(text, PII_KINDS, named(...patterns).own).map(({ kind, name, start, end }) => `${name ?? kind} ${text.slice(start, end)}`);

test("a plant's own pattern is found by its name, past emoji and in every line", () => {
  expect(found('👷 MW-48213 took over\nfrom MW-48214.', '\\bMW-\\d{5}\\b')).toEqual(['Badge 0 MW-48213', 'Badge 0 MW-48214']);
});

test('what an own pattern finds is hidden whole, also where it overlaps something built in', () => {
  expect(found('Ask badge=anna@larkfield.example now', 'badge=\\w+')).toEqual(['email badge=anna@larkfield.example']);
  expect(found('badge MW-48213 now', 'MW-\\d+')).toEqual(['Badge 0 MW-48213']);
});

test('a match is found wherever it lies in a long line', () => {
  for (let at = 0; at < 1_200; at += 7) expect(found(`${'x '.repeat(at)}MW-48213${' y'.repeat(900)}`, 'MW-\\d{5}')).toEqual(['Badge 0 MW-48213']);
});

test('a pattern that is not understood, too large or found everywhere is refused with a sentence, and the others work', () => {
  const { own, faults } = named('(unclosed', 'x{900}', 'a*', '(?=look)', '(a)\\1', 'MW-\\d{5}');
  expect(faults.map(({ name }) => name)).toEqual(['Badge 0', 'Badge 1', 'Badge 2', 'Badge 3', 'Badge 4']);
  expect(faults[0]?.fault).toContain('missing closing )');
  expect(own.find('MW-48213', { steps: 0 })).toHaveLength(1);
});

/** Each makes a backtracking engine take exponential or quadratic time on the text beside it. */
const CATASTROPHES: readonly [string, string][] = [
  ['(a+)+$', `${'a'.repeat(80_000)}!`],
  ['(a|aa)+$', `${'a'.repeat(80_000)}b`],
  ['(a|a?)+$', `${'a'.repeat(80_000)}b`],
  ['([a-zA-Z]+)*$', `${'a'.repeat(80_000)}1`],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(80_000)],
  ['(.*a){12}$', 'a'.repeat(80_000)],
  ['a.*b|a', 'a'.repeat(80_000)],
  ['(x?){40}x{40}', 'x'.repeat(80_000)],
  ['\\s+$', `${' '.repeat(80_000)}x`],
];

test.each(CATASTROPHES)('%s costs what its size and the text allow, or the text stays here', (pattern, text) => {
  const spent = { steps: 0 };
  const { own } = named(pattern);
  const began = performance.now();
  try {
    own.find(text, spent);
  } catch (error) {
    expect(error).toMatchObject({ code: 'PERSONAL_DATA' });
  }
  // The bound is the counter; the clock only tells that nothing ran away. Backtracking takes longer than the universe on most of these.
  expect(spent.steps).toBeLessThanOrEqual(41_000_000);
  expect(performance.now() - began).toBeLessThan(30_000);
});

test('patterns that cost too much keep the text here, whatever else the plant has set', () => {
  const { own } = named(...Array.from({ length: 20 }, (_, at) => `(?:a.{0,9}){4}b${at}|a`));
  for (const mode of ['warn', 'redact', 'block'] as const) {
    expect(() => guardOutgoing({ mode, kinds: [], passages: false, own }, ['a'.repeat(90_000)])).toThrow('take too long');
  }
});

test("a token carries the name of the plant's pattern, and the way back", () => {
  const { own } = compileOwnPatterns(engine, [{ name: 'Mã thẻ', pattern: 'MW-\\d{5}' }, { name: '番号', pattern: 'ZZ\\d+' }]);
  const { texts, restorer, treated } = guardOutgoing({ mode: 'redact', kinds: [], passages: false, own }, ['Was MW-48213 with ZZ77?']);
  expect(texts).toEqual(['Was [MA_THE_1] with [PRIVATE_1]?']);
  const back = restorer();
  expect(back.push(texts[0] ?? '') + back.end()).toBe('Was MW-48213 with ZZ77?');
  expect(treated).toEqual({ kinds: [], own: ['Mã thẻ', '番号'], treated: 'redact' });
});
