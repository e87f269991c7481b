/** JSON schema, as far as it is looked into here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Bounds where a schema has none: without, a model may never come to an end. */
const LONGEST_TEXT = 2_000;
const MOST_ITEMS = 50;

/**
 * What a grammar can hold of a schema: types, constants, choices, objects, arrays and their bounds; references are put in their place.
 * What it cannot hold (patterns, ranges of numbers) is checked afterwards. Throws for a schema that contains itself.
 */
export function grammarSchema(schema: JsonSchema): JsonSchema {
  const definitions = (schema['$defs'] ?? {}) as Record<string, JsonSchema>;
  return reduce(schema, definitions, 0);
}

function reduce(schema: JsonSchema, definitions: Record<string, JsonSchema>, depth: number): JsonSchema {
  if (depth > 24) throw new Error('a schema that contains itself cannot be a grammar');
  const inner = (part: unknown): JsonSchema => reduce((part ?? {}) as JsonSchema, definitions, depth + 1);
  const { type, properties, items, enum: choices, const: only, $ref } = schema;
  const either = schema['anyOf'] ?? schema['oneOf'];
  if (typeof $ref === 'string') return inner(definitions[$ref.replace('#/$defs/', '')]);
  if (only !== undefined) return { const: only };
  if (Array.isArray(choices)) return { enum: choices };
  if (Array.isArray(either)) return { oneOf: either.map(inner) };
  if (type === 'object') {
    const fields = Object.entries((properties ?? {}) as Record<string, JsonSchema>);
    return { type, properties: Object.fromEntries(fields.map(([name, field]) => [name, inner(field)])), additionalProperties: false };
  }
  if (type === 'array') return { type, items: inner(items), ...bounds(schema, 'Items', MOST_ITEMS) };
  if (type === 'string') return { type, ...bounds(schema, 'Length', LONGEST_TEXT) };
  return type === undefined ? { type: 'string', maxLength: LONGEST_TEXT } : { type };
}

function bounds(schema: JsonSchema, of: 'Items' | 'Length', most: number): JsonSchema {
  const [least, limit] = [schema[`min${of}`], schema[`max${of}`]];
  return { ...(typeof least === 'number' ? { [`min${of}`]: least } : {}), [`max${of}`]: typeof limit === 'number' ? limit : most };
}
