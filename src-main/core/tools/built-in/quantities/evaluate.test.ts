import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inUnit, tidy } from './convert.ts';
import { evaluate } from './evaluate.ts';
import { QuantityFault, siUnit } from './quantity.ts';

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

test.each(['constructor', '__proto__', 'toString()', 'process.exit(1)', 'x => 1', 'import("fs")', '1;2', 'a = 3', '"text"', '[1,2]', 'sin', 'sqrt()', 'sqrt(1,2)', '(', '1 +', '1 2', '9'.repeat(501), '('.repeat(200), '-'.repeat(400) + '1'])(
  '%s is no expression',
  (text) => expect(() => evaluate(text)).toThrow(QuantityFault),
);

test('whatever is typed ends in a finite quantity or in a sentence', () => {
  const piece = fc.oneof(fc.constantFrom('+', '-', '*', '/', '^', '(', ')', ',', ' ', 'm', 'kg', 'bar', 'degC', 'sqrt', 'max', 'pi', 'e', '__proto__'), fc.float({ noNaN: true }).map(String), fc.string({ maxLength: 4 }));
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
