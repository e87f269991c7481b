import { describe, expect, test } from 'vitest';
import type { Manner } from '#shared/contract/answers.ts';
import { compareReplies, type Reply } from './compare-replies.ts';
import { replayDoubts } from './replay-doubts.ts';

const reply = (...pieces: [id: number, text: string][]): Reply => ({ text: pieces.map(([, text]) => text).join(''), tokens: { ids: pieces.map(([id]) => id), lengths: pieces.map(([, text]) => text.length) } });
const whole = { sameVocabulary: true, brokenOff: false };

describe('two runs of an answer', () => {
  const first = reply([5, 'opens'], [6, ' at'], [7, ' 12'], [8, ' bar']);

  test('are the same where every token is', () => {
    expect(compareReplies(first, first, whole)).toEqual({ identical: true, difference: null, compared: { equal: 4, first: null } });
  });

  test('part at the first token that is another, by its place and both texts', () => {
    expect(compareReplies(first, reply([5, 'opens'], [6, ' at'], [9, ' 13'], [8, ' bar']), whole)).toEqual({
      identical: false, difference: { at: 10, before: '2 bar', now: '3 bar' }, compared: { equal: 2, first: { index: 2, before: ' 12', now: ' 13' } },
    });
    expect(compareReplies(first, reply([5, 'opens']), whole).compared).toEqual({ equal: 1, first: { index: 1, before: ' at', now: null } });
  });

  test('of the same words cut otherwise, or of other tokens that look the same, are not the same', () => {
    expect(compareReplies(first, reply([5, 'opens'], [6, ' at'], [7, ' 1'], [3, '2'], [8, ' bar']), whole)).toMatchObject({ identical: false, difference: null, compared: { equal: 2, first: { before: ' 12', now: ' 1' } } });
    const lookalike = reply([5, 'opens'], [66, ' at'], [7, ' 12'], [8, ' bar']);
    expect(compareReplies(first, lookalike, whole)).toMatchObject({ identical: false, compared: { equal: 1 } });
    // Another model has other numbers for the same tokens.
    expect(compareReplies(first, lookalike, { ...whole, sameVocabulary: false }).identical).toBe(true);
  });

  test('are compared as far as the first goes where it was broken off, and by characters where tokens are not known', () => {
    expect(compareReplies(reply([5, 'opens'], [6, ' at']), first, { ...whole, brokenOff: true })).toEqual({ identical: true, difference: null, compared: { equal: 2, first: null } });
    expect(compareReplies({ text: 'opens at 13', tokens: null }, first, whole)).toMatchObject({ difference: { at: 10 }, compared: null });
  });
});

describe('sums that may have come out otherwise', () => {
  const made: Manner = { engine: 'b7000', contextTokens: 4096, cacheTypes: 'F16/F16', flashAttention: 'off', threads: { reading: 1, writing: 1 }, alone: false, beside: false, takenOver: 0, guesses: [[9, 0], [1, 3]] };
  const again = { manner: { ...made, alone: true }, promptTokens: 90 };
  const doubts = (manner: Partial<Manner> | null, more: { promptTokens?: number; temperature?: number; seed?: number | null; elsewhere?: boolean; device?: string } = {}) =>
    replayDoubts({ manner: manner && { ...made, ...manner }, promptTokens: more.promptTokens ?? 90 }, again, { temperature: 0, seed: null, elsewhere: false, device: 'CPU', ...more });

  test('have no reason where both were made the same way, whatever was guessed ahead and with however many threads', () => {
    expect(doubts({ threads: { reading: 2, writing: 3 } })).toEqual([]);
    expect(doubts({}, { temperature: 0.2, seed: 4 })).toEqual([]);
  });

  test('may lie in the number of threads where flash attention splits its sums by them', () => {
    const [one, two] = [1, 2].map((count) => ({ ...made, flashAttention: 'auto' as const, threads: { reading: count, writing: count } }));
    expect(replayDoubts({ manner: one ?? null, promptTokens: 9 }, { manner: two ?? null, promptTokens: 9 }, { temperature: 0, seed: null, elsewhere: false, device: 'CPU' })).toEqual(['threads']);
  });

  test.each([
    [{ beside: true }, {}, 'beside'],
    [{ takenOver: 40 }, {}, 'taken-over'],
    [{ contextTokens: 2048 }, {}, 'context'],
    [{}, { promptTokens: 80 }, 'context'],
    [{ engine: 'b6999' }, {}, 'engine'],
    [{ cacheTypes: 'Q8_0/Q8_0' }, {}, 'cache'],
    [{ flashAttention: 'on' as const }, {}, 'flash-attention'],
    [{}, { device: 'NVIDIA L4' }, 'gpu'],
    [null, {}, 'unknown'],
    [{}, { elsewhere: true }, 'elsewhere'],
    [{}, { temperature: 0.2 }, 'no-seed'],
  ] as const)('%j, %j: %s', (manner, more, doubt) => {
    expect(doubts(manner, more)).toEqual([doubt]);
  });
});
