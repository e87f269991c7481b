export const ARGUMENT_TYPES = ['string', 'number', 'integer', 'boolean'] as const;
export type ArgumentType = (typeof ARGUMENT_TYPES)[number];

/** One argument of a tool, as a row of a form. */
export interface ArgumentRow {
  name: string;
  type: ArgumentType;
  description: string;
  required: boolean;
  /** What else its schema says, which the form does not show. */
  rest: Record<string, unknown>;
}

type Schema = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The arguments that a schema describes; null where it says more than rows can show. */
export function rowsOf(schema: Schema): ArgumentRow[] | null {
  const { type, properties = {}, required = [], additionalProperties, ...others } = schema;
  if (type !== 'object' || !isObject(properties) || !Array.isArray(required) || additionalProperties === true || Object.keys(others).length > 0) return null;
  const rows = Object.entries(properties).map(([name, field]): ArgumentRow | null => {
    if (!isObject(field)) return null;
    const { type: kind, description = '', ...rest } = field;
    const known = ARGUMENT_TYPES.find((each) => each === kind);
    return known && typeof description === 'string' ? { name, type: known, description, required: required.includes(name), rest } : null;
  });
  return rows.every((row) => row !== null) ? rows : null;
}

export function schemaOf(rows: readonly ArgumentRow[]): Record<string, unknown> {
  const fields = rows.map(({ name, type, description, rest }) => [name, { type, ...(description === '' ? {} : { description }), ...rest }]);
  return { type: 'object', properties: Object.fromEntries(fields), required: rows.filter(({ required }) => required).map(({ name }) => name), additionalProperties: false };
}
