import { z } from 'zod';

interface ObjectSchema {
  properties?: Record<string, z.core.JSONSchema.BaseSchema>;
  required?: readonly string[];
}

/**
 * What a model fills in to call a tool. A grammar makes it write every field, so those a call can do without may also be null, and
 * {@link givenArguments} takes those out again. What zod cannot hold of a field is checked by the tool's own schema at the door.
 */
export function argumentsShape(schema: Readonly<Record<string, unknown>>): z.ZodType<Record<string, unknown>> {
  const { properties = {}, required = [] } = schema as ObjectSchema;
  return z.object(Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, required.includes(name) ? fieldShape(field) : fieldShape(field).nullable().optional()])));
}

/** Arguments as they are sent: without the fields that were left empty. */
export function givenArguments(schema: Readonly<Record<string, unknown>>, filled: unknown): Record<string, unknown> {
  const { required = [] } = schema as ObjectSchema;
  if (typeof filled !== 'object' || filled === null) return {};
  return Object.fromEntries(Object.entries(filled).filter(([name, value]) => value !== null || required.includes(name)));
}

function fieldShape(field: z.core.JSONSchema.BaseSchema): z.ZodType {
  try {
    return z.fromJSONSchema(field as z.core.JSONSchema.JSONSchema);
  } catch {
    return z.string().max(2_000);
  }
}
