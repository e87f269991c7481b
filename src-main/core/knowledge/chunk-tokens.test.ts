import { describe, expect, it } from 'vitest';
import { endWithinTokens, estimateTokens } from './chunk-tokens.ts';

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

describe('endWithinTokens', () => {
  it('finds an end that fits, and always gets on', () => {
    const text = 'open '.repeat(100);
    const end = endWithinTokens(text, 0, text.length, 10);
    expect(estimateTokens(text, 0, end)).toBe(10);
    expect(endWithinTokens('压', 0, 1, 0)).toBe(1);
  });
});
