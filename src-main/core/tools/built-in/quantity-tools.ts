import { ToolFault, type ToolYield } from '#core/tools/tool-kind.ts';
import { builtIn, type BuiltIn, textOf } from './built-in-tool.ts';
import { inUnit, tidy } from './quantities/convert.ts';
import { evaluate } from './quantities/evaluate.ts';
import { QuantityFault, siUnit } from './quantities/quantity.ts';
import { doubtfulIn, NUMBER, numberIn } from './quantities/read-number.ts';
import { LONGEST } from './quantities/read-tokens.ts';

const unit = { type: 'string', maxLength: 60, description: 'such as bar, m3/h, degC, kWh' };

export const quantityTools: readonly BuiltIn[] = [
  builtIn(
    {
      name: 'calculator',
      description: 'Works out an expression with numbers and units, such as 6.5 bar * 2 m^2 or sqrt(16), and gives the result in the unit asked for.',
      properties: { expression: { type: 'string', minLength: 1, maxLength: LONGEST, description: 'with + - * / ^ ( ), units, sqrt, min, max, sum, mean, ln, log, sin …; values of a function apart by ";"; numbers as 12.5 or 12,5' }, unit },
      required: ['expression'],
    },
    async ({ arguments: given }) => worked(() => {
      const [expression, asked] = withoutUnit(textOf(given['expression']));
      const result = evaluate(expression);
      const wanted = textOf(given['unit']).trim() || asked;
      const note = noteOn(expression);
      if (wanted !== '') return { value: tidy(inUnit(result, wanted)), unit: wanted, ...note };
      return result.scale ? { value: tidy(inUnit(result, 'degC')), unit: 'degC', ...note } : { value: tidy(result.value), unit: siUnit(result.dimension), ...note };
    }),
  ),
  builtIn(
    {
      name: 'unit_convert',
      description: 'Converts a value from one unit to another: pressure, temperature, flow, length, mass, energy, power and others.',
      properties: { value: { anyOf: [{ type: 'number' }, { type: 'string', maxLength: 40 }], description: 'a number, or one as it is written: 12,5' }, from: unit, to: unit },
      required: ['value', 'from', 'to'],
    },
    async ({ arguments: given }) => worked(() => {
      const [from, to] = [textOf(given['from']).trim(), textOf(given['to']).trim()];
      const value = given['value'];
      return { value: tidy(inUnit(evaluate(`${typeof value === 'string' ? readValue(value) : Number(value)} ${from}`), to)), unit: to, ...(typeof value === 'string' ? noteOn(value) : {}) };
    }),
  ),
];

const VALUE = new RegExp(String.raw`^([-+−]?)(${NUMBER})([eE][+-]?\d+)?$`, 'u');

function readValue(written: string): number {
  const [, sign, number, exponent = ''] = VALUE.exec(written.trim()) ?? [];
  if (number === undefined) throw new QuantityFault(`"${written.trim()}" is no number.`);
  return Number(`${numberIn(number)}${exponent}`) * (sign === '' || sign === '+' ? 1 : -1);
}

/** Says how a number was read that somebody could have meant otherwise. */
function noteOn(text: string): { note?: string } {
  const [doubtful] = doubtfulIn(text);
  return doubtful === undefined ? {} : { note: `"${doubtful}" was read with a decimal point, as a little less than ${Math.floor(Number(doubtful)) + 1}. If it is more than a thousand, write ${doubtful.replace('.', '')}.` };
}

/** The expression, and the unit it is asked for in where that stands at its end: `6.5 bar * 2 m^2 in kN`. */
function withoutUnit(text: string): [expression: string, unit: string] {
  const [, expression, unit] = /^(.*\S)\s+(?:in|to)\s+(\p{L}[^\s()+]*)\s*$/u.exec(text) ?? [];
  return expression === undefined || unit === undefined ? [text, ''] : [expression, unit];
}

function worked(work: () => { value: number; unit: string; note?: string }): ToolYield {
  try {
    return { output: work() };
  } catch (error) {
    if (error instanceof QuantityFault) throw new ToolFault(error.message);
    throw error;
  }
}
