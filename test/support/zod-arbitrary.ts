import fc from 'fast-check';
import { z } from 'zod';

/** Values that a schema takes, or nearly: formats that cannot be made from the schema are guessed. */
export function arbitraryOf(schema: z.core.$ZodType, depth = 0): fc.Arbitrary<unknown> {
  const { def } = schema._zod as unknown as { def: z.core.$ZodTypeDef & Record<string, unknown> };
  const inner = (): fc.Arbitrary<unknown> => arbitraryOf(def['innerType'] as z.core.$ZodType, depth);
  switch (def.type) {
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(def['shape'] as Record<string, z.core.$ZodType>).map(([key, value]) => [key, arbitraryOf(value, depth + 1)])));
    case 'string':
      return textOf(schema);
    case 'number':
      return fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer(), fc.double());
    case 'boolean':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...Object.values(def['entries'] as Record<string, unknown>));
    case 'literal':
      return fc.constantFrom(...(def['values'] as unknown[]));
    case 'array':
      return depth > 4 ? fc.constant([]) : fc.array(arbitraryOf(def['element'] as z.core.$ZodType, depth + 1), { maxLength: 4 });
    case 'record':
      return fc.dictionary(fc.string({ maxLength: 8 }), arbitraryOf(def['valueType'] as z.core.$ZodType, depth + 1), { maxKeys: 3 });
    case 'union':
      return fc.oneof(...(def['options'] as z.core.$ZodType[]).map((option) => arbitraryOf(option, depth + 1)));
    case 'nullable':
      return fc.oneof(fc.constant(null), inner());
    case 'optional':
    case 'default':
    case 'prefault':
      return fc.oneof(fc.constant(undefined), inner());
    case 'pipe':
      return arbitraryOf(def['in'] as z.core.$ZodType, depth);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function textOf(schema: z.core.$ZodType): fc.Arbitrary<string> {
  const { format } = schema._zod.def as { format?: string };
  if (format === 'uuid') return fc.uuid();
  if (format === 'datetime') return fc.date({ noInvalidDate: true, min: new Date('2000-01-01'), max: new Date('2100-01-01') }).map((date) => date.toISOString());
  if (format === 'date') return fc.date({ noInvalidDate: true, min: new Date('2000-01-01'), max: new Date('2100-01-01') }).map((date) => date.toISOString().slice(0, 10));
  if (format === 'url') return fc.webUrl();
  return fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 40 }));
}
