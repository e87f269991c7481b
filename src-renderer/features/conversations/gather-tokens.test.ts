import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatEvent } from '#shared/contract/conversations.ts';
import { gatherTokens } from './gather-tokens.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const token = (text: string): ChatEvent => ({ type: 'token', text });

test('three hundred tokens of one moment are shown as one, in their order', () => {
  const shown: ChatEvent[] = [];
  const tokens = gatherTokens((event) => void shown.push(event));
  for (let n = 0; n < 300; n += 1) tokens.take(token(`${n} `));
  expect(shown).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(shown).toEqual([token(Array.from({ length: 300 }, (_, n) => `${n} `).join(''))]);
});

test('what follows tokens is shown after them, and at once', () => {
  const shown: ChatEvent[] = [];
  const tokens = gatherTokens((event) => void shown.push(event));
  for (const event of [token('The seal'), token(' is ordered.'), { type: 'checking', how: null }] as ChatEvent[]) tokens.take(event);
  expect(shown.map(({ type }) => type)).toEqual(['token', 'checking']);
  vi.advanceTimersByTime(100);
  expect(shown).toHaveLength(2);
});

test('nothing of an answer is lost where it ends with a token', () => {
  const shown: ChatEvent[] = [];
  const tokens = gatherTokens((event) => void shown.push(event));
  tokens.take(token('The end'));
  tokens.flush();
  tokens.flush();
  expect(shown).toEqual([token('The end')]);
});
