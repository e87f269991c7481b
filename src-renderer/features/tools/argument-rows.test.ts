import { expect, test } from 'vitest';
import { rowsOf, schemaOf } from './argument-rows.ts';

const SCHEMA = {
  type: 'object',
  properties: { article: { type: 'string', description: 'its number', maxLength: 40 }, least: { type: 'number' } },
  required: ['article'],
  additionalProperties: false,
};

test('a plain schema is shown as rows and comes back the same, with what rows do not show', () => {
  const rows = rowsOf(SCHEMA);
  expect(rows?.map(({ name, type, required }) => [name, type, required])).toEqual([['article', 'string', true], ['least', 'number', false]]);
  expect(schemaOf(rows ?? [])).toEqual(SCHEMA);
});

test('a schema that says more than rows can show is left as it is', () => {
  expect(rowsOf({ ...SCHEMA, oneOf: [] })).toBeNull();
  expect(rowsOf({ ...SCHEMA, additionalProperties: true })).toBeNull();
  expect(rowsOf({ ...SCHEMA, properties: { list: { type: 'array' } } })).toBeNull();
});
