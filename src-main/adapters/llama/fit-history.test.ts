import { expect, test } from 'vitest';
import type { ChatTurn } from '#core/ports/inference.ts';
import { fitCarrying, fitHistory } from './fit-history.ts';

const turns: ChatTurn[] = ['q1', 'a1', 'q2', 'a2', 'q3', 'a3'].map((text) => ({ role: text.startsWith('q') ? 'user' : 'assistant', text }));
/** 100 tokens for the question and its passages, 100 for each earlier turn. */
const count = (history: readonly ChatTurn[]): number => 100 + history.length * 100;

test('a conversation that fits is left whole', () => {
  expect(fitHistory({ history: turns, contextTokens: 2000, maxTokens: 300, count })).toEqual({ history: turns, promptTokens: 700, maxTokens: 300 });
});

test('the oldest questions go with their answers until there is room for a reply, and for the next questions', () => {
  const fitted = fitHistory({ history: turns, contextTokens: 800, maxTokens: 300, count });
  expect(fitted).toEqual({ history: turns.slice(4), promptTokens: 300, maxTokens: 300 });
});

test('a conversation that goes on leaves out the same turns again until room is short, so that most questions read only what is new', () => {
  const long = Array.from({ length: 120 }, (_, at): ChatTurn => ({ role: at % 2 === 0 ? 'user' : 'assistant', text: String(at) }));
  const firsts = Array.from({ length: 60 }, (_, asked) => fitHistory({ history: long.slice(0, asked * 2), contextTokens: 2_600, maxTokens: 600, count }).history[0]);
  const changes = firsts.filter((first, at) => at > 1 && first !== firsts[at - 1]);
  expect(changes.length).toBeGreaterThan(3);
  expect(changes.length).toBeLessThan(60 / 3);
  expect(firsts.map((first) => Number(first?.text ?? 0))).toEqual(firsts.map((first) => Number(first?.text ?? 0)).toSorted((a, b) => a - b));
});

test('a long question gets the room that is left', () => {
  expect(fitHistory({ history: [], contextTokens: 180, maxTokens: 300, count })).toMatchObject({ promptTokens: 100, maxTokens: 79 });
});

test('a question that does not fit alone is refused with both figures', () => {
  expect(() => fitHistory({ history: turns, contextTokens: 120, maxTokens: 300, count })).toThrow('The question with its passages is 100 tokens long, but this model sees at most 120 here. Ask something shorter, or have a model chosen that sees more.');
});

test('of texts that a question brings along, the last are left out until it fits', () => {
  const withTexts = (carried: number) => (history: readonly ChatTurn[]): number => count(history) + carried * 90 * (history.length < turns.length ? 1 : 0);
  const request = { history: turns, maxTokens: 64, carried: 5, count: withTexts };
  expect(fitCarrying({ ...request, contextTokens: 2_000 })).toMatchObject({ history: turns, carried: 5 });
  expect(fitCarrying({ ...request, contextTokens: 400 })).toMatchObject({ history: [], carried: 2, promptTokens: 280 });
  expect(() => fitCarrying({ ...request, contextTokens: 120 })).toThrow('The question with its passages is 100 tokens long');
});
