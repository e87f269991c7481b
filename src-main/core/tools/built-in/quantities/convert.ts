import { evaluate } from './evaluate.ts';
import { alike, type Quantity, QuantityFault, siUnit } from './quantity.ts';
import { unitNamed } from './unit-table.ts';

/** How many of a unit a quantity is. Throws `QuantityFault` for another kind of unit. */
export function inUnit(quantity: Quantity, unit: string): number {
  const alone = unitNamed(unit.trim());
  if (alone) {
    requireKind(quantity, alone.dimension, unit);
    return (quantity.value - alone.offset) / alone.factor;
  }
  const one = evaluate(unit);
  requireKind(quantity, one.dimension, unit);
  if (one.value === 0) throw new QuantityFault('Nothing can be expressed in zero of something.');
  return quantity.value / one.value;
}

function requireKind(quantity: Quantity, dimension: Quantity['dimension'], unit: string): void {
  if (!alike(quantity.dimension, dimension)) throw new QuantityFault(`It cannot be expressed in ${unit}: it is ${siUnit(quantity.dimension) || 'a plain number'}.`);
}

/** A number without the noise of binary fractions: 12 significant digits. */
export const tidy = (value: number): number => Number(value.toPrecision(12));
