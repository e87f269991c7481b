import { QuantityFault } from './quantity.ts';

export type Token = { kind: 'number'; value: number } | { kind: 'name'; text: string } | { kind: 'sign'; text: string };

/** Longest expression, in characters. */
export const LONGEST = 500;

const TOKEN = /\s*(?:(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|(?<name>[\p{L}°%µΩ][\p{L}\d°]*)|(?<sign>\*\*|[-+*/^(),×·÷²³]))/uy;

/** Takes time linear in the text. Throws `QuantityFault` for a character that has no place. */
export function readTokens(text: string): Token[] {
  if (text.length > LONGEST) throw new QuantityFault(`An expression has at most ${LONGEST} characters.`);
  const source = text.trim().replaceAll('−', '-');
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(source)?.groups;
    if (!found) throw new QuantityFault(`"${source.slice(at, at + 12).trim()}" has no place in an expression.`);
    if (found['number'] !== undefined) tokens.push({ kind: 'number', value: Number(found['number']) });
    else if (found['name'] !== undefined) tokens.push({ kind: 'name', text: found['name'] });
    else tokens.push(...signs(found['sign'] ?? ''));
  }
  return tokens;
}

function signs(text: string): Token[] {
  if (text === '²' || text === '³') return [{ kind: 'sign', text: '^' }, { kind: 'number', value: text === '²' ? 2 : 3 }];
  const same: Record<string, string> = { '**': '^', '×': '*', '·': '*', '÷': '/' };
  return [{ kind: 'sign', text: same[text] ?? text }];
}
