import { describe, expect, it } from 'vitest';
import { isSafetyWording, splitSafety } from './safety-wording.ts';

describe('safety wording', () => {
  it.each(['WARNING: Disconnect the supply.', 'DANGER\nHigh voltage.', '**CAUTION** Hot surface.', '> ⚠️ WARNING! Wear gloves.', 'CẢNH BÁO: Ngắt nguồn điện.', 'GEFAHR – Hochspannung'])('is seen in %j', (text) => {
    expect(isSafetyWording(text)).toBe(true);
  });

  it.each(['Warning labels are yellow.', 'WARNINGS are listed below.', 'The WARNING lamp is on.', 'WARNING lamp L1 is on.', ''])('is not seen in %j', (text) => {
    expect(isSafetyWording(text)).toBe(false);
  });

  it('is set apart without losing a character', () => {
    const text = 'Limits apply.\n\nWARNING: Disconnect first.\n\nThen open.\nThen close.';
    const pieces = splitSafety(text);
    expect(pieces.map(({ safety }) => safety)).toEqual([false, true, false]);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  });
});
