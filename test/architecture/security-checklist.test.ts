import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const FILE = join(ROOT, 'docs', 'security.md');
const ASVS = [
  '5.2.1', '5.2.2', '5.2.3', '5.2.4', '5.2.5', '5.2.6', '5.3.2', '5.3.3',
  '6.2.1', '6.2.2', '6.2.3', '6.2.4', '6.2.5', '6.2.6', '6.2.7', '6.2.8', '6.2.9', '6.2.11', '6.2.12', '6.3.1', '6.3.2', '6.3.3', '6.3.8', '6.4.1', '6.4.6', '6.5.1', '6.5.6', '7.2.1', '7.2.2', '7.2.3', '7.2.4', '7.3.1', '7.3.2', '7.4.1', '7.4.2', '7.4.3', '7.4.5', '7.5.1', '7.5.2', '7.5.3', '7.6.1', '7.6.2',
  '8.2.1', '8.2.2', '8.2.3', '8.3.1', '8.3.2', '8.3.3', '8.4.1', '9.1.1', '9.1.2', '9.1.3', '9.2.1', '9.2.2', '9.2.3',
  '10.1.2', '10.2.1', '10.2.2', '10.5.1', '10.5.2', '10.5.3', '10.5.4', '16.2.1', '16.2.2', '16.2.3', '16.2.4', '16.2.5', '16.3.1', '16.3.2', '16.3.3', '16.3.4', '16.4.1', '16.4.2', '16.4.3', '16.5.2', '16.5.3', '16.5.4',
];
const THREATS = ['4', '5', '7', '8', '12', '13', '14', '15', '16', '17', '19'];

interface Line {
  item: string;
  asks: string;
  held: string;
}

function linesOf(text: string): Line[] {
  const rows = text.split('\n').filter((line) => line.startsWith('|') && !/^\|[\s|-]+$/.test(line));
  return rows.map((row) => row.slice(1, -1).split(' | ').map((cell) => cell.trim())).flatMap(([item = '', asks = '', held = '']) => (held.startsWith('held by') || held === 'by' ? [] : [{ item, asks, held }]));
}

/** Tests that a line names, each in its file. */
function namedTests(held: string): { file: string; name: string }[] {
  return [...held.matchAll(/`([^`]+\.test\.ts)` “([^”]+)”/g)].map(([, file = '', name = '']) => ({ file, name }));
}

/** Whether a file has a test of that name: the text itself, or the end of one whose beginning is made up. */
function isThere({ file, name }: { file: string; name: string }): boolean {
  const path = join(ROOT, file);
  if (!existsSync(path)) return false;
  const source = readFileSync(path, 'utf8').replaceAll("\\'", "'").replaceAll('\\u2019', '’');
  return [`'${name}'`, `"${name}"`, `\`${name}\``, ` ${name}\``].some((spelled) => source.includes(spelled));
}

const lines = linesOf(readFileSync(FILE, 'utf8'));

test('every line of the checklist names a test that is there, or says plainly that it is not covered', () => {
  const faults = lines.flatMap(({ item, asks, held }) => {
    const named = namedTests(held);
    if (named.length === 0) return held.startsWith('*not covered*: ') ? [] : [`${item} ${asks}: names no test`];
    return named.filter((each) => !isThere(each)).map(({ file, name }) => `${item} ${asks}: there is no “${name}” in ${file}`);
  });
  expect(faults).toEqual([]);
});

test('every item and every threat that this is about has a line', () => {
  const items = new Set(lines.map(({ item }) => item));
  expect([...ASVS, ...THREATS].filter((item) => !items.has(item))).toEqual([]);
});

test('a test that is not there, or is not named, would be noticed', () => {
  const [wrong, none] = linesOf('| 1 | x | `test/architecture/security-checklist.test.ts` “there is no such test, is there” |\n| 2 | y | by hand |');
  expect(namedTests(wrong?.held ?? '').map(isThere)).toEqual([false]);
  expect(namedTests(none?.held ?? '')).toEqual([]);
});
