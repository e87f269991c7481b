import { expect, test } from 'vitest';
import { argumentsFor, valuesIn } from './current-state.ts';

const current = (more: object = {}) => ({ tool: 'get', arguments: { tag: { from: 'tag' }, unit: { value: 'bar' } }, fields: {}, ...more });

test('the tool that reads is asked with arguments of the call and with what is always the same, and not with what the call leaves out', () => {
  expect(argumentsFor(current(), { tag: 'P-1', bar: 7 })).toEqual({ tag: 'P-1', unit: 'bar' });
  expect(argumentsFor(current(), { bar: 7 })).toEqual({ unit: 'bar' });
  expect(argumentsFor(current({ arguments: { x: { from: 'toString' } } }), {})).toEqual({});
});

test('every argument that is not asked with is looked for under its own name, unless places are given', () => {
  const given = { tag: 'P-1', bar: 7, mode: 'auto' };
  expect(valuesIn({ tag: 'P-1', bar: 6, owner: 'x' }, current(), given)).toEqual({ names: ['bar', 'mode'], values: { bar: 6 } });
  expect(valuesIn({ rows: [{ p: 6 }] }, current({ fields: { bar: '$.rows[0].p' } }), given)).toEqual({ names: ['bar'], values: { bar: 6 } });
});

test('what gives nothing has nothing standing there, and what gives something else is not believed to', () => {
  for (const nothing of [null, {}, []]) expect(valuesIn(nothing, current(), { tag: 'P-1', bar: 7 })).toEqual({ names: ['bar'], values: {} });
  for (const other of ['<html>', 7, { count: 1 }]) expect(valuesIn(other, current(), { tag: 'P-1', bar: 7 })).toBeNull();
});
