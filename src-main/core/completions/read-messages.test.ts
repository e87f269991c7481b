import { expect, test } from 'vitest';
import { readMessages } from './read-messages.ts';

test('system and developer messages are one instruction, and what a speaker says in a row is one turn', () => {
  expect(
    readMessages([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'One.' },
      { role: 'user', content: [{ type: 'text', text: 'Two.' }, { type: 'text', text: 'Three.' }] },
      { role: 'assistant', content: 'Four.' },
      { role: 'developer', content: 'In English.' },
      { role: 'user', content: 'Five?' },
    ]),
  ).toEqual({
    system: 'Be brief.\n\nIn English.',
    history: [{ role: 'user', text: 'One.\n\nTwo.\nThree.' }, { role: 'assistant', text: 'Four.' }],
    prompt: 'Five?',
  });
});
