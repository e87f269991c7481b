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

test('small talk around a question does not split it', () => {
  expect(partsOf('Good morning! Where is order 7?')).toHaveLength(1);
});
