import { expect, test } from 'vitest';
import { z } from 'zod';
import { grammarSchema } from './grammar-schema.ts';

test('every text and list gets a bound, and what a grammar cannot hold is left to the check', () => {
  const shape = z.object({ tag: z.string().max(12).regex(/^V/), steps: z.array(z.int().min(1)), kind: z.enum(['a', 'b']), next: z.union([z.literal('stop'), z.boolean()]) });
  expect(grammarSchema(z.toJSONSchema(shape))).toEqual({
    type: 'object',
    additionalProperties: false,
    properties: {
      tag: { type: 'string', maxLength: 12 },
      steps: { type: 'array', items: { type: 'integer' }, maxItems: 50 },
      kind: { enum: ['a', 'b'] },
      next: { oneOf: [{ const: 'stop' }, { type: 'boolean' }] },
    },
  });
});

test('references are put in their place, and a schema that contains itself is refused', () => {
  expect(grammarSchema({ type: 'array', items: { $ref: '#/$defs/part' }, $defs: { part: { type: 'string', maxLength: 3 } } })).toEqual({ type: 'array', maxItems: 50, items: { type: 'string', maxLength: 3 } });
  expect(() => grammarSchema({ $ref: '#/$defs/tree', $defs: { tree: { type: 'array', items: { $ref: '#/$defs/tree' } } } })).toThrow('contains itself');
});
