import fc from 'fast-check';
import { expect, test } from 'vitest';
import { followUp } from './understand-follow-up.ts';

const PUMP = 'What is the seal water pressure of P-101A?';

test.each([
  [PUMP, 'and P-102?', 'What is the seal water pressure of P-102?'],
  [PUMP, 'What about P-102B', 'What is the seal water pressure of P-102B?'],
  [PUMP, 'And for the other pump?', 'What is the seal water pressure of the other pump?'],
  ['How often is the bearing of the fan greased?', 'and of the motor?', 'How often is the bearing of the motor?'],
  ['What is the oil change interval of the pump?', 'and for the compressor?', 'What is the oil change interval for the compressor?'],
  ['What is the oil change interval of the pump?', 'and the compressor?', 'What is the oil change interval of the compressor?'],
  ['How hot may V-7 and P-3 get?', 'and P-9?', 'How hot may V-7 and P-9 get?'],
  ['Wie hoch ist der Druck von P-101A?', 'und P-102?', 'Wie hoch ist der Druck von P-102?'],
  ['Wie hoch ist der Druck der Pumpe?', 'und bei dem Kessel?', 'Wie hoch ist der Druck bei dem Kessel?'],
  ['Was ist der Betriebsdruck von P-101A?', 'Und die andere Pumpe?', 'Was ist der Betriebsdruck von die andere Pumpe?'],
  ['Áp suất của P-101A là bao nhiêu?', 'còn P-102 thì sao?', 'Áp suất của P-102 là bao nhiêu?'],
  ['Which relief valve is V-101?', 'How often is it greased?', 'How often is it greased? V-101'],
  ['At which pressure does the relief valve V-101 open?', 'and how often is it tested?', 'and how often is it tested? relief valve V-101'],
])('%s → %s', (before, question, rewritten) => expect(followUp(question, [before])).toBe(rewritten));

test('a question that points at what was asked is searched together with it', () => {
  expect(followUp('Is it safe?', ['How do I drain the boiler?'])).toContain('drain the boiler');
});

test.each([
  'Which lubricant does the gearbox of the conveyor need in winter?',
  'What is cavitation?',
  'Wie oft muss der Kessel geprüft werden?',
  'Nồi hơi phải được kiểm tra khi nào?',
  'What is the torque of M-4?',
])('a question that stands on its own is left alone: %s', (question) => expect(followUp(question, [PUMP])).toBe(null));

test('the first question of a conversation follows nothing', () => {
  expect(followUp('and P-102?', [])).toBe(null);
});

test('leans on the question before, not on an older one', () => {
  expect(followUp('and P-5?', ['What is the weight of M-1?', 'What is the speed of P-4?'])).toBe('What is the speed of P-5?');
});

test('any two texts give a text or nothing', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.array(fc.constantFrom('and', 'for', 'the', 'P-1', 'of', 'it', '?', 'còn', 'und')).map((words) => words.join(' ')));
  fc.assert(fc.property(text, text, (question, before) => ['string', 'object'].includes(typeof followUp(question, [before]))));
});
