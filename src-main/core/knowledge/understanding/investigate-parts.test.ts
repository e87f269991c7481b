import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partsOf } from './investigate-parts.ts';

const queries = (question: string) => partsOf(question).map(({ query }) => query);

test.each([
  ['What is the pressure of P-101 and P-102?', ['What is the pressure of P-101?', 'What is the pressure of P-102?']],
  ['How do P-101 and MAN-7 fit together?', ['How do P-101 fit together?', 'How do MAN-7 fit together?']],
  ['Does P-102A leak as much as P-101A?', ['Does P-102A leak as much as?', 'Does leak as much as P-101A?']],
  ['What is the difference between the pump and the fan in noise level?', ['What is the pump in noise level', 'What is the fan in noise level']],
  ['Was ist der Unterschied zwischen Kessel und Kühlturm?', ['Was ist der Kessel', 'Was ist der Kühlturm']],
  ['So sánh nồi hơi và bình khí nén', ['nồi hơi', 'bình khí nén']],
  ['How hot may the oil get, and who checks the filter?', ['How hot may the oil get', 'who checks the filter?']],
  ['Wie hoch ist der Druck und wer prüft das Ventil?', ['Wie hoch ist der Druck', 'wer prüft das Ventil?']],
  ['Kiểm định nồi hơi khi nào và chi phí bao nhiêu?', ['Kiểm định nồi hơi khi nào', 'chi phí bao nhiêu?']],
  ['Which oil fits the pump? How often is the belt changed?', ['Which oil fits the pump?', 'How often is the belt changed?']],
  ['What resistance do the leak module and the bus coupler both call for?', ['What resistance do the leak module both call for?', 'What resistance do the bus coupler both call for?']],
])('%s', (question, parts) => expect(queries(question)).toEqual(parts));

test.each([
  'What is the seal pressure?',
  'The fitter who put his padlock on went home. Who may take it off?',
  'Which fluid stores the heat and why?',
  'P-101A',
  'Was ist bei Störung E12 an der Abfüllmaschine FL-401 zu tun?',
  'Why did LSLL-305 stop P-101A?',
  '',
  'lockout and tagout',
])('a simple question has no parts: %s', (question) => expect(partsOf(question)).toEqual([]));

test('a part that points at what another names takes its words along', () => {
  expect(queries('Where is the main valve V-7 of hall 2? Its handle is red. Who may close it, and which colour has the drain valve?').some((query) => query.includes('V-7') && query.includes('close it'))).toBe(true);
});

test('any question has no part or two to three different ones', () => {
  const words = fc.array(fc.constantFrom('what', 'and', 'the pump', 'P-1', 'P-22', '?', ',', 'difference between', 'which', 'valve', 'und', 'wie', 'và', 'nào', 'both')).map((each) => each.join(' '));
  fc.assert(
    fc.property(fc.oneof(words, fc.string({ unit: 'grapheme' })), (question) => {
      const parts = queries(question);
      return parts.length === 0 || (parts.length >= 2 && parts.length <= 3 && new Set(parts).size === parts.length);
    }),
  );
});
