import { add, divide, multiply, numberOf, plain, power, type Quantity, QuantityFault, requireAlike } from './quantity.ts';
import { readTokens, type Token } from './read-tokens.ts';
import { unitNamed } from './unit-table.ts';

const CONSTANTS: Readonly<Record<string, Quantity>> = {
  pi: plain(Math.PI),
  e: plain(Math.E),
  g0: { value: 9.80665, dimension: [1, 0, -2, 0, 0, 0, 0, 0] },
  R: { value: 8.31446261815324, dimension: [2, 1, -2, 0, -1, -1, 0, 0] },
};

const onNumber = (work: (value: number) => number) => ([value]: Quantity[]): Quantity => plain(work(numberOf(value ?? plain(0))));
const keeping = (work: (value: number) => number) => ([one = plain(0)]: Quantity[]): Quantity => ({ ...one, value: work(one.value) });
const best = (work: (...values: number[]) => number) => (all: Quantity[]): Quantity => {
  const [first = plain(0)] = all;
  for (const other of all) requireAlike(first, other);
  return { ...first, value: work(...all.map(({ value }) => value)) };
};

/** Functions with how many arguments they take; null for one or more. */
const FUNCTIONS: Readonly<Record<string, readonly [number | null, (values: Quantity[]) => Quantity]>> = {
  sqrt: [1, ([value]) => power(value ?? plain(0), plain(0.5))],
  cbrt: [1, onNumber(Math.cbrt)],
  abs: [1, keeping(Math.abs)],
  round: [1, keeping(Math.round)],
  floor: [1, keeping(Math.floor)],
  ceil: [1, keeping(Math.ceil)],
  exp: [1, onNumber(Math.exp)],
  ln: [1, onNumber(Math.log)],
  log: [1, onNumber(Math.log10)],
  log10: [1, onNumber(Math.log10)],
  log2: [1, onNumber(Math.log2)],
  sin: [1, onNumber(Math.sin)],
  cos: [1, onNumber(Math.cos)],
  tan: [1, onNumber(Math.tan)],
  asin: [1, onNumber(Math.asin)],
  acos: [1, onNumber(Math.acos)],
  atan: [1, onNumber(Math.atan)],
  min: [null, best(Math.min)],
  max: [null, best(Math.max)],
  sum: [null, best((...values) => values.reduce((all, each) => all + each, 0))],
  mean: [null, best((...values) => values.reduce((all, each) => all + each, 0) / values.length)],
};

/** Parentheses and signs within one another. */
const MOST_NESTED = 40;

/**
 * Works out an expression of numbers (with a decimal point or comma), units, `+ - * / ^`, parentheses and a fixed list of functions. Nothing else has a meaning: there are no
 * variables, and no text is ever run as a program. A unit stands behind its number; `20 degC` is a temperature read off a scale.
 *
 * @throws QuantityFault for what cannot be read or worked out
 */
export function evaluate(text: string): Quantity {
  const reader = createReader(readTokens(text, (name) => Object.hasOwn(FUNCTIONS, name)));
  const value = reader.sum(0);
  reader.requireEnd();
  if (!Number.isFinite(value.value)) throw new QuantityFault('The result is no number.');
  return value;
}

function createReader(tokens: readonly Token[]) {
  let at = 0;
  const sign = (): string | null => {
    const token = tokens[at];
    return token?.kind === 'sign' ? token.text : null;
  };
  const take = (...wanted: string[]): string | null => {
    const found = sign();
    if (found === null || !wanted.includes(found)) return null;
    at += 1;
    return found;
  };
  const expect = (wanted: string): void => {
    if (take(wanted) === null) throw new QuantityFault(`"${wanted}" is missing.`);
  };

  function sum(depth: number): Quantity {
    let value = product(depth);
    for (let found = take('+', '-'); found !== null; found = take('+', '-')) value = add(value, product(depth), found === '+' ? 1 : -1);
    return value;
  }

  function product(depth: number): Quantity {
    let value = signed(depth);
    for (;;) {
      const found = take('*', '/');
      if (found === null) return value;
      value = found === '*' ? multiply(value, signed(depth)) : divide(value, signed(depth));
    }
  }

  function signed(depth: number): Quantity {
    if (depth > MOST_NESTED) throw new QuantityFault('The expression is nested too deeply.');
    const found = take('+', '-');
    if (found === null) return raised(depth);
    const below = found === '-' ? belowZero() : null;
    if (below !== null) return below;
    const value = signed(depth + 1);
    return found === '-' ? multiply(plain(-1), value) : value;
  }

  /** `-40 degF` is a temperature of its own, not the opposite of 40 degF. */
  function belowZero(): Quantity | null {
    const [number, unit] = [tokens[at], tokens[at + 1]];
    if (number?.kind !== 'number' || unit?.kind !== 'name' || !unitNamed(unit.text)?.offset) return null;
    at += 1;
    return withUnits(-number.value);
  }

  function raised(depth: number): Quantity {
    const base = atom(depth);
    return take('^') === null ? base : power(base, signed(depth + 1));
  }

  function atom(depth: number): Quantity {
    const token = tokens[at];
    if (token?.kind === 'number') {
      at += 1;
      return withUnits(token.value);
    }
    if (token?.kind === 'name') return named(token.text, depth);
    if (take('(') === null) throw new QuantityFault(token ? `"${token.text}" has no place here.` : 'The expression ends too early.');
    const value = sum(depth + 1);
    expect(')');
    return value;
  }

  function named(name: string, depth: number): Quantity {
    at += 1;
    if (sign() === '(' && Object.hasOwn(FUNCTIONS, name)) return applied(name, depth);
    if (Object.hasOwn(CONSTANTS, name)) return CONSTANTS[name] ?? plain(0);
    at -= 1;
    return withUnits(1);
  }

  function applied(name: string, depth: number): Quantity {
    const [count, work] = FUNCTIONS[name] ?? [0, () => plain(0)];
    expect('(');
    const values = [sum(depth + 1)];
    while (take(',') !== null) values.push(sum(depth + 1));
    expect(')');
    if (count !== null && values.length !== count) throw new QuantityFault(`${name} takes ${count} ${count === 1 ? 'value' : 'values'}.`);
    return work(values);
  }

  /** The units right behind a number: `3 kg m^2`. One with an offset stands alone. */
  function withUnits(number: number): Quantity {
    let value = plain(number);
    let first = true;
    for (;;) {
      const token = tokens[at];
      if (token?.kind !== 'name' || (!first && Object.hasOwn(CONSTANTS, token.text))) return value;
      const unit = unitNamed(token.text);
      if (!unit) throw new QuantityFault(`"${token.text.slice(0, 40)}" is no unit, function or constant that is known here.`);
      at += 1;
      if (unit.offset !== 0) {
        if (!first) throw new QuantityFault(`${token.text} is a point on a scale and cannot be multiplied. Use K, or deltaC for a difference.`);
        return { value: number * unit.factor + unit.offset, dimension: unit.dimension, scale: true };
      }
      const one: Quantity = { value: unit.factor, dimension: unit.dimension };
      value = multiply(value, take('^') === null ? one : power(one, signed(1)));
      first = false;
    }
  }

  return {
    sum,
    requireEnd(): void {
      const left = tokens[at];
      if (left) throw new QuantityFault(`"${left.kind === 'number' ? left.value : left.text}" has no place here.`);
    },
  };
}
