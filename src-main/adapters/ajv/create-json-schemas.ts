import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';
import { type JsonSchemas, type SchemaCheck, SchemaFault } from '#core/ports/json-schema.ts';

/** Compiled schemas kept, so that a call does not compile them again. */
const MOST_KEPT = 512;

/**
 * JSON schema (draft 2020-12) by Ajv. Patterns run as automata, so none can be made to take long; items are compared by their text, which
 * takes time linear in them; formats are not looked at.
 */
export function createJsonSchemas(): JsonSchemas {
  const kept = new Map<string, SchemaCheck>();
  return {
    compile(schema) {
      const key = JSON.stringify(schema);
      const known = kept.get(key);
      if (known) return known;
      const check = compile(schema);
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, check);
      return check;
    },
  };
}

/** An instance of its own for each schema: one cannot refer to another, nor collide with it by `$id`. */
function compile(schema: Readonly<Record<string, unknown>>): SchemaCheck {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false, addUsedSchema: false, code: { regExp } });
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({ keyword: 'uniqueItems', type: 'array', schemaType: 'boolean', validate: (wanted: boolean, items: unknown[]) => !wanted || new Set(items.map(canonical)).size === items.length });
  try {
    const validate = ajv.compile({ ...schema, $id: undefined });
    if ('$async' in validate) throw new Error('an asynchronous schema');
    return (value) => (validate(value) ? null : sentenceOf(validate.errors?.[0]));
  } catch (error) {
    throw new SchemaFault(`This is no JSON schema that can be used: ${error instanceof Error ? error.message.slice(0, 300) : ''}`, { cause: error });
  }
}

function automaton(pattern: string): { test(text: string): boolean; toString(): string } {
  const compiled = RE2JS.compile(pattern);
  return { test: (text) => compiled.test(text), toString: () => pattern };
}

const regExp = Object.assign(automaton, { code: 'automaton' });

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part)) ?? 'undefined';
}

function sentenceOf(error: ErrorObject | undefined): string {
  if (error === undefined) return 'It does not fit.';
  const at = error.instancePath.slice(1).replaceAll('/', '.');
  const extra = error.keyword === 'additionalProperties' ? ` ("${String(error.params['additionalProperty']).slice(0, 64)}")` : error.keyword === 'enum' ? ` (${JSON.stringify(error.params['allowedValues']).slice(0, 200)})` : '';
  return `${at === '' ? 'It' : `"${at.slice(0, 128)}"`} ${error.message ?? 'does not fit'}${extra}.`;
}
