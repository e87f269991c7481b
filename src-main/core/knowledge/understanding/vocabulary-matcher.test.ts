import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUILT_IN_GROUPS } from './built-in-vocabulary.ts';
import { createVocabularyMatcher, type Form, type Meaning } from './vocabulary-matcher.ts';

const form = (language: Form['language']) => (text: string) => ({ text, language });
const builtIn: Meaning[] = BUILT_IN_GROUPS.map(({ en, de, vi }) => [...en.map(form('en')), ...de.map(form('de')), ...vi.map(form('vi'))]);
const matcher = createVocabularyMatcher(builtIn);

/** The means of the expansion whose term is the one given. */
const means = (question: string, term: string) => matcher.expand(question).find((each) => each.term === term)?.means;

test('every built-in entry has a word in each language, and none names two entries', () => {
  expect(BUILT_IN_GROUPS.filter(({ en, de, vi }) => [en, de, vi].some((forms) => forms.length === 0))).toEqual([]);
  const heads = BUILT_IN_GROUPS.map(({ en }) => en[0]?.toLowerCase());
  expect(new Set(heads).size).toBe(heads.length);
  expect(heads.length).toBeGreaterThanOrEqual(150);
});

test('spells out an abbreviation, and the other way round', () => {
  expect(means('When do we need LOTO?', 'LOTO')).toContain('lockout/tagout');
  expect(means('rules for lockout tagout on the press', 'lockout tagout')).toContain('LOTO');
  expect(means('does the vfd trip', 'vfd')).toContain('variable frequency drive');
});

test.each([
  ['Wie hoch ist der Druck am Frequenzumrichter?', 'Frequenzumrichter', 'VFD'],
  ['Wartungsintervall der Speisepumpen', 'Speisepumpen', 'feed pump'],
  ['Wie oft muss der Kessel geprüft werden?', 'Kessel', 'boiler'],
  ['Was sagt die Pumpendruckanzeige?', 'Pumpendruckanzeige', 'pump'],
  ['Biến tần báo lỗi gì?', 'Biến tần', 'VFD'],
  ['Nồi hơi phải kiểm tra khi nào?', 'Nồi hơi', 'boiler'],
  ['noi hoi phai kiem tra khi nao', 'noi hoi', 'boiler'],
  ['ap suat cua bom la bao nhieu', 'bom', 'pump'],
  ['How often is the boiler inspected?', 'boiler', 'Kessel'],
  ['Where do I find the pumps?', 'pumps', 'bơm'],
])('%s: %s is also %s', (question, term, other) => expect(means(question, term)).toContain(other));

test('takes the longest term and not its parts once more', () => {
  expect(matcher.expand('Which relief valve?').map(({ term }) => term)).toEqual(['relief valve']);
});

test('a word of another language that happens to look alike is left alone', () => {
  // `van` is a valve in Vietnamese.
  expect(matcher.expand('Where is the delivery van parked?')).toEqual([]);
});

test('with marks, Vietnamese words that differ in them are different words', () => {
  // `đầu` (head, first) is not `dầu` (oil).
  expect(means('Bước đầu của quy trình là gì?', 'đầu')).toBeUndefined();
  expect(means('Thay dầu khi nào?', 'Thay dầu')).toContain('oil change');
});

test('does not bring back what the question already says', () => {
  expect(means('the VFD (variable frequency drive)', 'VFD') ?? []).not.toContain('variable frequency drive');
});

test('words of the plant hold in every language', () => {
  const own = createVocabularyMatcher([[form(null)('Big Bertha'), form(null)('press 7')]]);
  expect(own.expand('Wo steht big bertha?')).toEqual([{ term: 'big bertha', means: ['press 7'] }]);
});

test('any question gives terms that stand in it, and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.array(fc.constantFrom('pump', 'VFD', 'Kessel', 'nồi hơi', 'relief', 'valve', '-', 'P-101')).map((words) => words.join(' '))), (question) =>
      matcher.expand(question).every(({ term, means: others }) => question.includes(term) && others.length > 0),
    ),
  );
});
