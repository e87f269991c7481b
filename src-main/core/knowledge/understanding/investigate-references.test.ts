import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Passage } from '#shared/contract/passages.ts';
import { isTarget, referencesIn } from './investigate-references.ts';

let made = 0;
function passage(text: string, more: { document?: string; filename?: string; section?: string } = {}): Passage {
  const { document = 'a', filename = 'manual.pdf', section = null } = more;
  return { chunkId: `chunk-${made++}`, document: { id: document, filename }, section, text } as Passage;
}
const names = (text: string, question: string) => referencesIn(passage(text), question).map(({ name }) => name);

test.each([
  ['The torque of the cover bolts: see Table 4.', 'Which torque do the bolts need?', ['Table 4']],
  ['Drain the boiler as described in section 5.2.1 first.', 'How do I drain the boiler?', ['section 5.2.1']],
  ['Drain the boiler as described in DOC-123.', 'How do I drain the boiler?', ['DOC-123']],
  ['The boiler is painted red (see section 7).', 'How do I drain the boiler?', []],
  ['Das Anzugsmoment der Schrauben: siehe Tabelle 3.', 'Welches Anzugsmoment haben die Schrauben?', ['Tabelle 3']],
  ['Chu kỳ thay dầu: xem Bảng 2.', 'Chu kỳ thay dầu là bao lâu?', ['Bảng 2']],
  ['Section 5.2 was added in 2019.', 'What was added?', []],
  ['Paint is listed in Table 9.', 'Which torque do the bolts need?', []],
])('%s', (text, question, expected) => expect(names(text, question)).toEqual(expected));

test('the target is what stands under the name, not what also refers to it', () => {
  const from = passage('Torque of bolts: see Table 4.');
  const [reference] = referencesIn(from, 'torque of bolts');
  if (!reference) throw new Error('no reference');
  expect(isTarget(reference, passage('Table 4: Torques\n| M8 | 25 |'))).toBe(true);
  expect(isTarget(reference, passage('| M8 | 25 |', { section: 'Data > Table 4 Torques' }))).toBe(true);
  expect(isTarget(reference, passage('Table 41: Colours'))).toBe(false);
  expect(isTarget(reference, passage('For torque, too, see Table 4.'))).toBe(false);
  expect(isTarget(reference, passage('Table 4: Torques', { document: 'b' }))).toBe(false);
  expect(isTarget(reference, from)).toBe(false);
});

test('a document is known by its number however its name joins the parts', () => {
  const [reference] = referencesIn(passage('Drain as described in DOC-123.'), 'How to drain?');
  if (!reference) throw new Error('no reference');
  expect(isTarget(reference, passage('Open it.', { document: 'b', filename: 'DOC_123 draining.pdf' }))).toBe(true);
  expect(isTarget(reference, passage('Open it.', { document: 'b', filename: 'DOC-1234.pdf' }))).toBe(false);
});

test('any text gives references that stand in it', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.array(fc.constantFrom('see', 'Table', '4', 'section', '5.2', 'DOC-1', 'siehe', '.', 'pump')).map((words) => words.join(' ')));
  fc.assert(fc.property(text, (each) => names(each, 'pump table').every((name) => each.includes(name))));
});
