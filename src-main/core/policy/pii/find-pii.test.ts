import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PII_KINDS } from '#shared/contract/personal-data.ts';
import { findPii } from './find-pii.ts';

const FILE = new URL('../../../../test/fixtures/pii/labelled-lines.txt', import.meta.url);

interface Labelled {
  text: string;
  expected: string[];
}

/** A line as a person wrote it, and what in it was marked as personal data: `⟦kind:value⟧`. */
function labelled(line: string): Labelled {
  const expected = [...line.matchAll(/⟦([a-z-]+):([^⟧]+)⟧/g)].map(([, kind, value]) => `${kind} ${value}`);
  return { text: line.replaceAll(/⟦[a-z-]+:([^⟧]+)⟧/g, '$1'), expected };
}

test('personal data is found among the language of a plant, and plant codes are left alone', () => {
  const lines = readFileSync(FILE, 'utf8').trim().split('\n').map(labelled);
  expect(lines.length).toBeGreaterThanOrEqual(300);
  const figures = new Map(PII_KINDS.map((kind) => [kind, { right: 0, wrong: 0, missed: 0 }]));
  const faults: string[] = [];
  for (const { text, expected } of lines) {
    const found = findPii(text, PII_KINDS).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
    const count = (one: string, what: 'right' | 'wrong' | 'missed'): void => {
      const figure = figures.get(PII_KINDS.find((kind) => one.startsWith(`${kind} `)) ?? 'phone');
      if (figure) figure[what] += 1;
      if (what !== 'right') faults.push(`${what} ${one}: ${text}`);
    };
    for (const one of found) count(one, expected.includes(one) ? 'right' : 'wrong');
    for (const one of expected) if (!found.includes(one)) count(one, 'missed');
  }
  for (const [kind, { right, wrong, missed }] of figures) {
    console.log(`${kind}: precision ${(right / (right + wrong)).toFixed(3)}, recall ${(right / (right + missed)).toFixed(3)} (${right + missed} in ${lines.length} lines)`);
  }
  for (const [kind, { right, wrong, missed }] of figures) {
    expect(right + missed, `labelled pieces of ${kind}`).toBeGreaterThanOrEqual(10);
    expect(right / (right + wrong), `precision of ${kind}\n${faults.join('\n')}`).toBeGreaterThanOrEqual(0.95);
    expect(right / (right + missed), `recall of ${kind}\n${faults.join('\n')}`).toBeGreaterThanOrEqual(0.95);
  }
  const of = (what: 'right' | 'wrong' | 'missed'): number => [...figures.values()].reduce((sum, figure) => sum + figure[what], 0);
  expect(of('right') / (of('right') + of('wrong')), faults.join('\n')).toBeGreaterThanOrEqual(0.97);
  expect(of('right') / (of('right') + of('missed')), faults.join('\n')).toBeGreaterThanOrEqual(0.97);
});

test('a recogniser that is switched off finds nothing', () => {
  expect(findPii('Mail anna@larkfield.example', ['phone'])).toEqual([]);
});
