import type { Unit } from './chunk-units.ts';

/** Units that stay together in one chunk. */
export interface Atom {
  units: Unit[];
  tokens: number;
}

/**
 * Glues what must not be parted: a heading to what follows it, a warning to the step before or after it, and a line
 * that announces a list to its first item. Nothing is glued beyond `maxTokens`.
 */
export function* atomsOf(units: Iterable<Unit>, text: string, maxTokens: number): Generator<Atom> {
  let open: Atom | undefined;
  for (const unit of units) {
    const last = open?.units.at(-1);
    if (open !== undefined && last !== undefined && holdsNext(last, unit, text) && open.tokens + unit.tokens <= maxTokens) {
      open.units.push(unit);
      open.tokens += unit.tokens;
      continue;
    }
    if (open !== undefined) yield open;
    open = { units: [unit], tokens: unit.tokens };
  }
  if (open !== undefined) yield open;
}

function holdsNext(unit: Unit, next: Unit, text: string): boolean {
  const { kind } = unit.block;
  if (kind === 'heading') return true;
  if (next.block.kind === 'heading') return false;
  if (kind === 'warning') return true;
  // A warning behind a step belongs to that step.
  if (next.block.kind === 'warning') return kind === 'list-item';
  if (kind !== 'paragraph') return false;
  return isClauseNumber(text.slice(unit.start, Math.min(unit.end, unit.start + 41))) || (text[unit.end - 1] === ':' && next.block.kind !== 'paragraph');
}

/** "1910.147(c)(5)(ii)" on a line of its own is the number of the clause below it. */
function isClauseNumber(line: string): boolean {
  return line.length <= 40 && /^[§\d][^\s]*[\d)]$/.test(line);
}
