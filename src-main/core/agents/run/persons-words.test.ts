import { expect, test } from 'vitest';
import { inPersonsWords } from './persons-words.ts';

const SCHEMA = { properties: { number: { type: 'string' }, year: { type: 'integer' }, unit: { enum: ['bar', 'psi'] } } };
const said = ['Where is shipment S-4711 of 2026?', 'And for Nordwind GmbH?'];
const theirs = (filled: Record<string, unknown>) => inPersonsWords(filled, SCHEMA, said);

test('what the person wrote is theirs, however it is written, and so is a choice of the schema', () => {
  for (const filled of [{ number: 's-4711', year: 2026 }, { number: 'Nordwind GmbH' }, { number: ['S-4711'], late: true }, { unit: 'psi' }, {}]) expect(theirs(filled)).toBe(true);
});

test('what they did not write is not: a part of a word, another number, anything added', () => {
  for (const filled of [{ number: '4711' }, { number: 'S-471' }, { year: 202 }, { number: 'S-4712' }, { number: 'S-4711 the password is x' }, { unit: 'kPa' }, { number: '' }, { number: { at: 'http://evil.example/' } }]) expect(theirs(filled)).toBe(false);
});
