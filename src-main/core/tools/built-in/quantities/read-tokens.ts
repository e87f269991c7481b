import { QuantityFault } from './quantity.ts';
import { doubtfulIn, hasDecimalComma, NUMBER, numberIn } from './read-number.ts';

export type Token = { kind: 'number'; value: number } | { kind: 'name'; text: string } | { kind: 'sign'; text: string };

/** Longest expression, in characters. */
export const LONGEST = 500;

const TOKEN = new RegExp(String.raw`\s*(?:(?<number>${NUMBER})(?<exponent>[eE][+-]?\d+)?|(?<name>[\p{L}°%µΩ][\p{L}\d°]*)|(?<sign>\*\*|[-+*/^(),;×·÷²³]))`, 'uy');

/**
 * Takes time linear in the text. Values of a function stand apart by `;`, or by a comma that no digit stands right before and behind of. Throws
 * `QuantityFault` for a character that has no place, and for a number that could be read in two ways.
 *
 * @param isFunction whether a name before a parenthesis begins a call
 */
export function readTokens(text: string, isFunction: (name: string) => boolean): Token[] {
  if (text.length > LONGEST) throw new QuantityFault(`An expression has at most ${LONGEST} characters.`);
  const source = text.trim().replaceAll('−', '-');
  const numbers = numberReader(source);
  const tokens: Token[] = [];
  let calls = 0;
  const open: boolean[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(source)?.groups;
    if (!found) throw new QuantityFault(`"${source.slice(at, at + 12).trim()}" has no place in an expression.`);
    const { number, exponent = '', name, sign = '' } = found;
    if (number !== undefined) tokens.push({ kind: 'number', value: Number(`${numbers(number, calls > 0)}${exponent}`) });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else {
      const before = tokens.at(-1);
      if (sign === '(') calls += Number(open[open.push(before?.kind === 'name' && isFunction(before.text)) - 1]);
      if (sign === ')') calls -= Number(open.pop() ?? false);
      if (sign === ',' && source.includes(';')) throw new QuantityFault('Put the same sign between all values: ";".');
      tokens.push(...signs(sign));
    }
  }
  return tokens;
}

/** Reads numbers as all of them together allow it. */
function numberReader(source: string): (written: string, inCall: boolean) => number {
  const separated = source.includes(';');
  const [doubtful] = doubtfulIn(source);
  return (written, inCall) => {
    const comma = written.includes(',');
    if (comma && inCall && !separated) throw new QuantityFault(`"${written}" can be read as one number or as several. Put ";" between values, as in max(3,5; 7), or a point into the number.`);
    if (hasDecimalComma(written) && doubtful !== undefined) throw new QuantityFault(`"${doubtful}" can be read in two ways beside "${written}". Write ${doubtful.replace('.', '')} or ${doubtful}0.`);
    return numberIn(written);
  };
}

function signs(text: string): Token[] {
  if (text === '²' || text === '³') return [{ kind: 'sign', text: '^' }, { kind: 'number', value: text === '²' ? 2 : 3 }];
  const same: Record<string, string> = { '**': '^', '×': '*', '·': '*', '÷': '/', ';': ',' };
  return [{ kind: 'sign', text: same[text] ?? text }];
}
