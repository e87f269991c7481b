import { expect, test } from 'vitest';
import { z } from 'zod';
import { readJson } from './read-json.ts';

const schema = z.object({ name: z.string(), minutes: z.int().max(60) });
const valid = { name: 'shift', minutes: 20 };

test('a value is read alone and from under its key', () => {
  expect([valid, { definition: valid, version: 3 }].map((value) => readJson(JSON.stringify(value), schema, 'definition'))).toEqual([{ value: valid }, { value: valid }]);
});

test.each([
  ['what is no JSON', '{', 'It is not JSON.'],
  ['every field that is wrong', '{"definition":{"minutes":61}}', 'name: This is missing. minutes: This is too large: at most 60.'],
  ['a value of another kind', '[]', 'This must be an object.'],
])('%s is said in a sentence', (_, text, why) => {
  expect(readJson(text, schema, 'definition')).toEqual({ why });
});
