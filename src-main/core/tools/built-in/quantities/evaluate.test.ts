import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inUnit, tidy } from './convert.ts';
import { evaluate } from './evaluate.ts';
import { QuantityFault, siUnit } from './quantity.ts';
import { doubtfulIn, numberIn } from './read-number.ts';

const worked = (text: string, unit = '1'): number => tidy(inUnit(evaluate(text), unit));

test.each([
  ['2 + 3 * 4', '1', 14],
  ['2^3^2', '1', 512],
  ['-2^2', '1', -4],
  ['(1 + 2) * 3 / 4', '1', 2.25],
  ['sqrt(16 m^2)', 'm', 4],
  ['max(3, 7, 5) - min(2, 1)', '1', 6],
  ['10 bar', 'psi', 145.037737730],
  ['6.5 bar', 'kPa', 650],
  ['100 degC', 'degF', 212],
  ['-40 degF', 'degC', -40],
  ['20 °C', 'K', 293.15],
  ['1450 rpm', 'Hz', 24.1666666667],
  ['120 m3/h', 'l/s', 33.3333333333],
  ['20 degC + 5 deltaC', 'degC', 25],
  ['80 degC - 60 degC', 'K', 20],
  ['5 kW / (4.19 kJ/(kg*K) * (80 degC - 60 degC))', 'kg/h', 214.797136],
  ['120 m^3/h', 'l/min', 2000],
  ['5 kW * 8 h', 'kWh', 40],
  ['850 kg/m³ * 9.81 m/s² * 12 m', 'bar', 1.0006 + 0.00002],
  ['50 gal', 'l', 189.2705892],
  ['1 hp', 'W', 745.699871582],
  ['15 %', '1', 0.15],
  ['12,5 bar', 'kPa', 1250],
  ['-1.234,5 * 2', '1', -2469],
  ['1,234.5 + 1.234.567', '1', 1_235_801.5],
  ['0,125 m + 1234,567 mm', 'm', 1.359567],
  ['1,5e3', '1', 1500],
  ['max(12,5; 13,1; 7)', '1', 13.1],
  ['max(3, 7, 5)', '1', 7],
  ['max(3 bar,7 bar)', 'bar', 7],
  ['sum(1; (2,5 + 1) * 2)', '1', 8],
  ['2 m^2,0', 'm^2', 2],
])('%s in %s', (text, unit, expected) => {
  expect(worked(text, unit)).toBeCloseTo(expected, 6);
});

test('units that do not go together are refused with what they are', () => {
  expect(() => evaluate('3 bar + 2 m')).toThrow('The units do not go together: Pa and m.');
  expect(() => inUnit(evaluate('3 bar'), 'm')).toThrow('It cannot be expressed in m: it is Pa.');
  expect(() => evaluate('20 degC * 2')).toThrow('cannot be multiplied');
  expect(() => evaluate('20 degC + 20 degC')).toThrow('Two temperatures cannot be added');
  expect(() => evaluate('1 / 0')).toThrow('divided by zero');
  expect(siUnit(evaluate('1 W/(m^2*K)').dimension)).toBe('kg/(s^3*K)');
});

test.each(['constructor', '__proto__', 'toString()', 'process.exit(1)', 'x => 1', 'import("fs")', '1;2', 'max(1, 2; 3)', '1,2,3', '1.2.3', '1.23,4', '1,23.4', ',5', '5,', 'a = 3', '"text"', '[1,2]', 'sin', 'sqrt()', 'sqrt(1,2)', '(', '1 +', '1 2', '9'.repeat(501), '('.repeat(200), '-'.repeat(400) + '1'])(
  '%s is no expression',
  (text) => expect(() => evaluate(text)).toThrow(QuantityFault),
);

test.each([
  ['1,234 bar', '"1,234" can be read in two ways. Write 1.234 or 1234.'],
  ['max(1,234; 2)', '"1,234" can be read in two ways. Write 1.234 or 1234.'],
  ['max(3,7)', '"3,7" can be read as one number or as several.'],
  ['sum(1, (2,5 + 1))', '"2,5" can be read as one number or as several.'],
  ['12,5 bar + 1.234 bar', '"1.234" can be read in two ways beside "12,5". Write 1234 or 1.2340.'],
  ['1.2.3', '"1.2.3" is no number that can be read.'],
])('%s is refused rather than guessed', (text, sentence) => {
  expect(() => evaluate(text)).toThrow(sentence);
});

test('a number as people write it in any of the three languages is read as it was meant, refused, or told of as doubtful', () => {
  const value = fc.oneof(fc.double({ min: 0, max: 1e8, noNaN: true }), fc.double({ min: 0, max: 2_000, noNaN: true }), fc.nat(2_000_000));
  const written = fc.tuple(fc.constantFrom('de', 'vi', 'en'), fc.boolean(), fc.nat(6), value);
  fc.assert(fc.property(written, ([language, useGrouping, digits, number]) => {
    const meant = Number(number.toFixed(digits));
    const text = new Intl.NumberFormat(language, { useGrouping, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(meant);
    if (doubtfulIn(text).length > 0) return true;
    for (const read of [() => numberIn(text), () => evaluate(`${text} + 0`).value, () => evaluate(`max(${text}; 0)`).value]) {
      try {
        expect(read()).toBe(meant);
      } catch (error) {
        if (!(error instanceof QuantityFault)) throw error;
        expect(error.message).toContain('can be read in two ways');
      }
    }
    return true;
  }), { numRuns: 3_000 });
});

test('two values in a function are never taken for one number, nor one for two', () => {
  const number = fc.constantFrom('3', '7', '12,5', '0,25', '1234,5', '1.234,5', '2.5', '1,234');
  fc.assert(fc.property(fc.array(number, { minLength: 1, maxLength: 4 }), fc.constantFrom(',', ', ', ';', '; '), (numbers, between) => {
    const plain = numbers.map((text) => (text === '1,234' ? Number.NaN : Number(text.includes(',') ? text.replaceAll('.', '').replace(',', '.') : text)));
    try {
      expect(evaluate(`sum(${numbers.join(between)})`).value).toBeCloseTo(plain.reduce((all, each) => all + each, 0));
    } catch (error) {
      if (!(error instanceof QuantityFault)) throw error;
    }
  }));
});

test('whatever is typed ends in a finite quantity or in a sentence', () => {
  const piece = fc.oneof(fc.constantFrom('+', '-', '*', '/', '^', '(', ')', ',', ';', '.', ' ', 'm', 'kg', 'bar', 'degC', 'sqrt', 'max', 'pi', 'e', '__proto__'), fc.float({ noNaN: true }).map(String), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')), (text) => {
      try {
        return Number.isFinite(evaluate(text).value);
      } catch (error) {
        return error instanceof QuantityFault && error.message.length > 5;
      }
    }),
    { numRuns: 2_000 },
  );
});

test('converting there and back gives the same', () => {
  const pairs = fc.constantFrom(['bar', 'psi'], ['degC', 'degF'], ['m^3/h', 'gpm'], ['kWh', 'BTU'], ['kg', 'lb'], ['mm', 'in']);
  fc.assert(
    fc.property(pairs, fc.double({ min: -1e6, max: 1e6, noNaN: true }), ([a = '', b = ''], value) => {
      const there = inUnit(evaluate(`(${value.toFixed(6)}) * 1`), '1');
      const from = a === 'degC' ? evaluate(`${Math.abs(there).toFixed(6)} degC`) : evaluate(`${Math.abs(there).toFixed(6)} ${a}`);
      const back = evaluate(`${inUnit(from, b).toPrecision(15)} ${b}`);
      return Math.abs(back.value - from.value) <= 1e-9 * Math.max(1, Math.abs(from.value));
    }),
  );
});
