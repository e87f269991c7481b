import { expect, test } from 'vitest';
import { escalate } from './escalate.ts';

const short = { system: 'Answer.', history: [], prompt: 'Which valve?' };
const long = { ...short, history: [{ text: 'x'.repeat(12_000) }, { text: 'y'.repeat(8_000) }] };

test('a short question goes to the fast model, a long conversation or one with tools to the heavy one, each with its reason', () => {
  expect(escalate({ ...short, role: 'auto' })).toEqual({ role: 'fast', why: null });
  expect(escalate({ ...long, role: 'auto' })).toEqual({ role: 'heavy', why: 'long' });
  expect(escalate({ ...short, role: 'auto', tools: true })).toEqual({ role: 'heavy', why: 'tools' });
});

test('who names a role gets it, whatever the rule says', () => {
  expect(escalate({ ...short, role: 'heavy' })).toEqual({ role: 'heavy', why: 'asked' });
  expect(escalate({ ...long, role: 'fast' })).toEqual({ role: 'fast', why: null });
});
