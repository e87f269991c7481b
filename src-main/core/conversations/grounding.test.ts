import type { Passage } from '#shared/contract/passages.ts';
import { expect, test } from 'vitest';
import { unsupportedSentences } from './grounding.ts';

const IN_FORCE = { revision: null, standing: 'in-force', since: null, supersededBy: null } as const;
const UNSCORED = { scores: { text: null, vector: null, fused: null, rerank: null }, matches: [] };

function passage(text: string): Passage {
  return {
    chunkId: '00000000-0000-4000-8000-000000000001', document: { id: '00000000-0000-4000-8000-000000000002', filename: 'valves.pdf', ...IN_FORCE },
    page: 3, section: 'Relief valves', text, score: 1, label: 'internal', span: { part: 0, start: 0, end: text.length, page: null, boxes: null }, ...UNSCORED,
  };
}

const passages = [passage('The relief valve V-101 opens at 12 bar and reseats at 11.2 bar. Test it every 12 months.')];
const reasons = (answer: string) => unsupportedSentences(answer, passages).map(({ reason }) => reason);

test('accepts a sentence whose numbers and words stand in the cited passage', () => {
  expect(reasons('The relief valve V-101 opens at 12 bar [1].')).toEqual([]);
});

test('marks a number that the cited passage does not hold', () => {
  expect(reasons('The relief valve V-101 opens at 14 bar [1].')).toEqual(['number-not-in-source']);
});

test('marks a stated fact that carries no citation', () => {
  expect(reasons('The relief valve V-101 opens at 12 bar.')).toEqual(['no-citation']);
});

test('marks a sentence whose words are not in the passage it cites', () => {
  expect(reasons('Operators must wear yellow gloves near conveyor belts [1].')).toEqual(['not-in-source']);
});

test('takes a decimal comma and a decimal point for the same number', () => {
  expect(reasons('The valve reseats at 11,2 bar [1].')).toEqual([]);
});

test('gives the offsets of the marked sentence, leaving its neighbours alone', () => {
  const answer = 'The relief valve V-101 opens at 12 bar [1]. It was painted green in 1998 [1].';
  const [marked] = unsupportedSentences(answer, passages);
  expect(marked && answer.slice(marked.start, marked.end)).toBe('It was painted green in 1998 [1].');
});

test('leaves short phrases without numbers alone', () => {
  expect(reasons('Yes.')).toEqual([]);
});

const manual = [
  passage('Do not open the drain valve while the boiler is under pressure. Grease the spindle every 2000 hours. The tank holds 12 litres. The feed water must not exceed 80 °C.'),
  passage('Das Ventil darf unter Druck nicht geöffnet werden. Der Filter ist alle 6 Monate zu wechseln.'),
  passage('Không được mở van xả khi nồi hơi có áp suất. Thay bộ lọc mỗi 6 tháng.'),
];
const reasonsIn = (answer: string) => unsupportedSentences(answer, manual).map(({ reason }) => reason);

test.each([
  'Open the drain valve while the boiler is under pressure [1].',
  'Das Ventil darf unter Druck geöffnet werden [2].',
  'Mở van xả khi nồi hơi có áp suất [3].',
])('marks a sentence that says the opposite of its source: %s', (answer) => expect(reasonsIn(answer)).toEqual(['says-the-opposite']));

test.each([
  'Never open the drain valve while the boiler is under pressure [1].',
  'Das Ventil darf unter Druck niemals geöffnet werden [2].',
  'Không mở van xả khi nồi hơi có áp suất [3].',
  'The feed water may have at most 80 °C [1].',
  'The feed water must not be more than 80 °C [1].',
  'Grease the spindle every 2000 h [1].',
  'Der Filter wird alle 6 Monate gewechselt [2].',
  'Thay bộ lọc mỗi 6 tháng [3].',
])('accepts what the source says in its own way: %s', (answer) => expect(reasonsIn(answer)).toEqual([]));

test.each([
  'Grease the spindle every 2000 days [1].',
  'The tank holds 12 kg [1].',
  'Der Filter ist alle 6 Wochen zu wechseln [2].',
  'Thay bộ lọc mỗi 6 năm [3].',
])('marks a number with another unit than its source gives it: %s', (answer) => expect(reasonsIn(answer)).toEqual(['number-not-in-source']));

test('a number that stands bare in a table fits any unit', () => {
  const table = [passage('| Bolt | Torque (Nm) |\n| M8 | 25 |')];
  expect(unsupportedSentences('Tighten the bolt M8 with a torque of 25 Nm [1].', table)).toEqual([]);
});

test.each(['The passages do not say how often the pump bearing is greased.', 'Die Dokumente enthalten keine Angabe zum Wechselintervall des Öls.', 'Các tài liệu không nêu chu kỳ thay dầu của máy nén.'])(
  'to say that nothing was found needs no source: %s',
  (answer) => expect(reasonsIn(answer)).toEqual([]),
);
