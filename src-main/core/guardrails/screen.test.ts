import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPatternEngine } from '#adapters/re2/create-pattern-engine.ts';
import type { BlockRule } from '#shared/contract/guardrails.ts';
import { compileBlocklist } from './blocklist.ts';
import { createInParts } from './in-parts.ts';
import { MASK } from './screen.ts';

const engine = createPatternEngine();
const words = (text: string, action: BlockRule['action'] = 'mask'): BlockRule => ({ kind: 'words', text, action });
const pattern = (text: string, action: BlockRule['action'] = 'mask'): BlockRule => ({ kind: 'pattern', text, action });

/** What is shown of a text that comes in these pieces, with all that was shown after each. */
function screened(rules: readonly BlockRule[], pieces: readonly string[]): { shown: string; refusedBy: number | null; steps: string[] } {
  const screen = compileBlocklist(engine, rules).blocklist.screen();
  let shown = '';
  const steps: string[] = [];
  for (const piece of [...pieces, null]) {
    const part = piece === null ? screen.end() : screen.push(piece);
    shown += part.text;
    steps.push(shown);
    if (part.refusedBy !== null) return { shown, refusedBy: part.refusedBy, steps };
  }
  return { shown, refusedBy: null, steps };
}

/** A text cut at these places. */
const cut = (text: string, places: readonly number[]): string[] => {
  const at = [...new Set([0, ...places.map((place) => place % (text.length + 1)), text.length])].toSorted((a, b) => a - b);
  return at.slice(1).map((end, n) => text.slice(at[n], end));
};

describe('the screen before an answer', () => {
  it('shows nothing of a blocked phrase at any moment, wherever the answer is cut', () => {
    const text = 'The recipe uses Project  Bluebird at 12 bar. PROJECT BLUEBIRD costs 4711-0815 a litre, and bluebirds sing.';
    const rules = [words('project bluebird'), pattern('\\b\\d{4}-\\d{4}\\b')];
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), (places) => {
        const { shown, steps } = screened(rules, cut(text, places));
        expect(shown).toBe(`The recipe uses ${MASK} at 12 bar. ${MASK} costs ${MASK} a litre, and bluebirds sing.`);
        for (const step of steps) expect(step).not.toMatch(/project\s*b|4711/i);
      }),
    );
  });

  it('shows the same of every text, wherever it is cut, and whatever stands in it', () => {
    const rules = [words('ab'), words('b a'), pattern('c{2,4}')];
    fc.assert(
      fc.property(fc.stringMatching(/^[abc \n😀é]{0,60}$/u), fc.array(fc.nat(), { maxLength: 12 }), (text, places) => {
        expect(screened(rules, cut(text, places)).shown).toBe(screened(rules, [text]).shown);
      }),
    );
  });

  it('holds back no more than a phrase can be long, so that words come while they are written', () => {
    const { steps } = screened([words('bluebird')], Array.from('A sentence that is long enough to be seen'));
    expect(steps.at(-2)?.length).toBeGreaterThan(20);
    expect(screened([], ['as it is']).steps[0]).toBe('as it is');
  });

  it('finds words in any case and with soft hyphens and combining letters in them, but not inside other words', () => {
    expect(screened([words('Geheimstoff')], ['der Geheim\u00ADSTOFF und Geheimstoffe']).shown).toBe(`der ${MASK} und Geheimstoffe`);
    expect(screened([words('mật mã')], ['Đây là MẬT MÃ'.normalize('NFD')]).shown).toBe(`Đây là ${MASK}`);
    expect(screened([words('C++ (old)')], ['in C++ (OLD) only']).shown).toBe(`in ${MASK} only`);
  });

  it('ends with the rule that refuses, and shows nothing from there on', () => {
    const { shown, refusedBy } = screened([words('mild'), words('bluebird', 'refuse')], ['A mild start, then blue', 'bird and more']);
    expect([shown, refusedBy]).toEqual([`A ${MASK} start, then `, 1]);
  });

  it('names the rules that cannot be used', () => {
    expect(compileBlocklist(engine, [words('fine'), pattern('('), pattern('a*'), pattern('(?:a{50}){9}')]).faults.map(({ rule }) => rule)).toEqual([1, 2, 3]);
  });
});

describe('a long piece of an answer', () => {
  it('is searched in parts between which other work goes on where searching takes long, none of them cutting a character', async () => {
    const text = `${'a'.repeat(63)}😀${'é'.repeat(200)}`;
    let turns = 0;
    const other = setInterval(() => (turns += 1), 0);
    const parts: string[] = [];
    let now = 0;
    const inParts = createInParts({ elapsed: () => now });
    for await (const part of inParts(text)) parts.push(part);
    expect(turns).toBe(0);
    for await (const part of inParts(text)) now += part.length > 40 ? 5 : 0;
    clearInterval(other);
    expect(parts.join('')).toBe(text);
    expect(parts.map((part) => part.isWellFormed())).not.toContain(false);
    expect(parts.length).toBeGreaterThan(3);
    expect(turns).toBeGreaterThan(0);
  });
});
