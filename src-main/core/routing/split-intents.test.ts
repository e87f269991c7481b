import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Likely } from './question-classifier.ts';
import { splitIntents } from './split-intents.ts';

/** Sure by one word, as a classifier is by many. */
const classify = (text: string): Likely[] => {
  const agent = /owe|schuldet/.test(text) ? 'debt' : /order|Bestellung/.test(text) ? 'shipment' : null;
  return [{ agent, confidence: 0.9 }, { agent: agent === 'debt' ? 'shipment' : 'debt', confidence: 0.1 }];
};
const partsOf = (message: string) => splitIntents(message, classify).map(({ text, follows }) => [text, follows]);

test('a message for one agent stays whole, whatever joins its parts', () => {
  expect(partsOf('How much do Miller and Weber owe us? And who else owes us?')).toHaveLength(1);
});

test('parts for different agents are taken apart at "and", at the end of a sentence and in a list', () => {
  expect(partsOf('Where is order 7 and what does Weber owe us?')).toEqual([['Where is order 7', false], ['what does Weber owe us?', false]]);
  expect(partsOf('Wo ist die Bestellung 7? Was schuldet uns Weber?')).toHaveLength(2);
  expect(partsOf('1. order 7\n2. what Weber owes')).toHaveLength(2);
});

test('a part that says "then" or points back rests on the one before', () => {
  expect(partsOf('Where is order 7, and then tell me what they owe us')).toEqual([['Where is order 7', false], ['tell me what they owe us', true]]);
  expect(partsOf('Where is order 7? What do we owe for it?').at(-1)).toEqual(['What do we owe for it?', true]);
});

test.each([
  ['Find the alarm limit, then convert it to inches', 'convert it to inches'],
  ['Look up the design pressure and convert that to psi', 'convert that to psi'],
  ['Which valves drifted? Put them in a table.', 'Put them in a table.'],
  ['Such den Grenzwert heraus und rechne ihn dann in Zoll um', 'rechne ihn dann in Zoll um'],
  ['den Grenzwert heraussuchen und in Zoll umrechnen', 'in Zoll umrechnen'],
  ['Tìm giới hạn báo động rồi đổi sang inch', 'đổi sang inch'],
  ['tim gioi han bao dong roi doi sang inch', 'doi sang inch'],
])('what is to be done with what the first part finds comes after it, whoever does it: %s', (message, step) => {
  expect(splitIntents(message, classify).map(({ text, follows, goesOn }) => [text, follows, goesOn]).slice(1)).toEqual([[step, true, true]]);
});

test.each([
  'How do I find the alarm limit and then convert it to inches?',
  'Wie finde ich den Grenzwert und rechne ihn dann in Zoll um?',
  'Làm sao tìm giới hạn rồi đổi sang inch?',
  'Write a script that reads the csv, converts bar to psi and then plots the result',
  'The procedure says "Find the limit, then convert it to inches". Is that right?',
  'Look in the manual, then tell me the oil type.',
  'I looked at the manual and then at the data sheet.',
  'What is it? Look it up.',
  'Wir haben die Pumpe abgestellt, dann ist sie wieder angelaufen, warum?',
  'Miller và Weber còn nợ bao nhiêu?',
])('what only looks like a further step stays whole: %s', (message) => expect(partsOf(message)).toHaveLength(1));

test('a next step that is plainly for another agent goes to that one', () => {
  expect(splitIntents('Find order 7, then tell me what they owe us', classify).map(({ goesOn }) => goesOn)).toEqual([false, false]);
});

test('parts keep their wording, and a quoted "then" in them', () => {
  expect(partsOf('Where is order 7 ("first seals, then oil") and what does Weber owe us, all in all?')).toEqual([['Where is order 7 ("first seals, then oil")', false], ['what does Weber owe us, all in all?', false]]);
});

test('whatever is written, parts are stretches of it in their order, and the first rests on nothing', () => {
  const words = fc.array(fc.constantFrom('find', 'order 7', 'and', 'then', 'convert it', 'und', 'rechne es um', 'rồi', 'đổi nó', 'what Weber owes', '?', ',', '.', ';', '"', '(', '\n', '1.', 'dann')).map((each) => each.join(' '));
  fc.assert(
    fc.property(fc.oneof(words, fc.string({ unit: 'grapheme' })), (message) => {
      const [text, parts] = [message.normalize('NFC').trim(), splitIntents(message, classify)];
      let from = 0;
      for (const part of parts) {
        const at = text.indexOf(part.text, from);
        if (at < 0) return false;
        from = at + part.text.length;
      }
      return parts.length > 0 && parts[0]?.follows === false && !parts[0].goesOn;
    }),
  );
});

test('a message of many sentences is a document, not a list of questions', () => {
  expect(partsOf('Where is order 7? What does Weber owe us? '.repeat(40))).toHaveLength(1);
});

test('small talk around a question does not split it', () => {
  expect(partsOf('Good morning! Where is order 7?')).toHaveLength(1);
});
