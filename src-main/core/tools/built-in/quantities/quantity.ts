import { type Dimension, NONE } from './unit-table.ts';

/** A number of SI units. */
export interface Quantity {
  value: number;
  dimension: Dimension;
  /** A temperature read off a scale that does not begin at absolute zero: it has no double and no half. */
  scale?: true;
}

/** Why something cannot be worked out, in a sentence. */
export class QuantityFault extends Error {}

export const plain = (value: number): Quantity => ({ value, dimension: NONE });

export const alike = (a: Dimension, b: Dimension): boolean => a.every((exponent, at) => exponent === b[at]);

const each = (a: Dimension, work: (exponent: number, at: number) => number): Dimension => a.map(work) as unknown as Dimension;

export function add(a: Quantity, b: Quantity, sign: 1 | -1 = 1): Quantity {
  requireAlike(a, b);
  if (sign === 1 && a.scale && b.scale) throw new QuantityFault(`Two temperatures cannot be added. ${DIFFERENCE}`);
  const sum: Quantity = { value: a.value + sign * b.value, dimension: a.dimension };
  return (a.scale ?? false) !== (b.scale ?? false) && !(sign === -1 && b.scale) ? { ...sum, scale: true } : sum;
}

const DIFFERENCE = 'Write a difference as deltaC, deltaF or K, and a temperature to work with in K.';

function requireNoScale(...all: Quantity[]): void {
  if (all.some(({ scale }) => scale)) throw new QuantityFault(`A temperature in degrees cannot be multiplied or divided. ${DIFFERENCE}`);
}

export function multiply(a: Quantity, b: Quantity): Quantity {
  requireNoScale(a, b);
  return { value: a.value * b.value, dimension: each(a.dimension, (exponent, at) => exponent + (b.dimension[at] ?? 0)) };
}

export function divide(a: Quantity, b: Quantity): Quantity {
  if (b.value === 0) throw new QuantityFault('Nothing can be divided by zero.');
  return multiply(a, { value: 1 / b.value, dimension: each(b.dimension, (exponent) => -exponent) });
}

export function power(base: Quantity, exponent: Quantity): Quantity {
  requireNoScale(base);
  const by = numberOf(exponent);
  const dimension = each(base.dimension, (each_) => each_ * by);
  if (dimension.some((exponent_) => Math.abs(exponent_ * 2 - Math.round(exponent_ * 2)) > 1e-9)) throw new QuantityFault('The unit cannot be raised to that power.');
  return { value: base.value ** by, dimension: each(dimension, (exponent_) => Math.round(exponent_ * 2) / 2) };
}

/** Throws for what has a unit. */
export function numberOf(quantity: Quantity): number {
  if (!alike(quantity.dimension, NONE)) throw new QuantityFault('A number without a unit is needed here.');
  return quantity.value;
}

export function requireAlike(a: Quantity, b: Quantity): void {
  if (!alike(a.dimension, b.dimension)) throw new QuantityFault(`The units do not go together: ${siUnit(a.dimension) || 'a plain number'} and ${siUnit(b.dimension) || 'a plain number'}.`);
}

const NAMED: readonly (readonly [string, Dimension])[] = [
  ['Pa', [-1, 1, -2, 0, 0, 0, 0, 0]], ['N', [1, 1, -2, 0, 0, 0, 0, 0]], ['J', [2, 1, -2, 0, 0, 0, 0, 0]], ['W', [2, 1, -3, 0, 0, 0, 0, 0]], ['V', [2, 1, -3, -1, 0, 0, 0, 0]], ['ohm', [2, 1, -3, -2, 0, 0, 0, 0]], ['C', [0, 0, 1, 1, 0, 0, 0, 0]],
];
const BASE = ['m', 'kg', 's', 'A', 'K', 'mol', 'cd', 'pcs'] as const;

/** The unit in which {@link Quantity.value} counts; empty for a plain number. */
export function siUnit(dimension: Dimension): string {
  const named = NAMED.find(([, each_]) => alike(each_, dimension));
  if (named) return named[0];
  const part = (sign: 1 | -1): string => BASE.flatMap((name, at) => {
    const exponent = (dimension[at] ?? 0) * sign;
    return exponent > 0 ? [exponent === 1 ? name : `${name}^${exponent}`] : [];
  }).join('*');
  const [above, below] = [part(1), part(-1)];
  if (below === '') return above;
  return `${above === '' ? '1' : above}/${below.includes('*') ? `(${below})` : below}`;
}
