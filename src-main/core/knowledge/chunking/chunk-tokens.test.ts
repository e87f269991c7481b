import { describe, expect, it } from 'vitest';
import { estimateTokens, tokensWithin } from './chunk-tokens.ts';

describe('estimateTokens', () => {
  it('counts short words once and long ones by their length', () => {
    expect(estimateTokens('close the valve')).toBe(3);
    expect(estimateTokens('electromagnetically')).toBe(5);
  });

  it('counts letters with marks as pieces of their own, as Vietnamese and German words fall apart in most vocabularies', () => {
    expect(estimateTokens('kiểm định nồi hơi')).toBe(9);
    expect(estimateTokens('Überdruckventil')).toBe(5);
  });

  it('counts every ideograph and sign', () => {
    expect(estimateTokens('压力 < 6.5')).toBe(6);
  });

  it('does not take a line without blanks for one word', () => {
    expect(estimateTokens('x'.repeat(10_000))).toBeGreaterThan(1_000);
  });
});

describe('tokensWithin', () => {
  it('stops where there would be too many', () => {
    const text = 'open '.repeat(100);
    const { tokens, at } = tokensWithin(text, 0, text.length, 10);
    expect([tokens, estimateTokens(text, 0, at)]).toEqual([10, 10]);
    expect(tokensWithin(text, 0, text.length, 1_000)).toEqual({ tokens: 100, at: text.length });
  });
});
