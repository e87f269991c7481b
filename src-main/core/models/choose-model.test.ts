import { describe, expect, test } from 'vitest';
import { chooseModel, modelsInOrder, type RoleAssignments, rolesOf } from './choose-model.ts';
import type { ModelRow } from './model-rows.ts';

function row(id: string, overrides: Partial<ModelRow> = {}): ModelRow {
  return {
    id, name: `model ${id}`, filename: `${id}.gguf`, path: `/models/${id}.gguf`, format: 'gguf', status: 'ready', problem: null, size_bytes: 1, sha256: 'x', architecture: 'llama',
    parameters: 1, quantization: null, context_tokens: 4096, pooling: null, dimension: null, licence: null, fit: null, bundled: false, created_at: new Date(0), ...overrides,
  };
}
const tooLarge = { verdict: 'no', needsBytes: 2, availableBytes: 1, sentence: '' } as const;

test('the only usable model answers without being assigned', () => {
  const rows = [row('a'), row('b', { status: 'refused' }), row('e', { format: 'onnx' })];
  expect(chooseModel(rows, {}, 'fast').model?.id).toBe('a');
  expect(rows.map((each) => rolesOf(each, rows, {}, 'e'))).toEqual([['fast'], [], ['embed']]);
});

test('the next in order is asked when one does not answer: by name, by role, then the other role', () => {
  const rows = [row('a'), row('b'), row('c'), row('d', { status: 'refused' })];
  const order = (role: 'fast' | 'heavy', modelId?: string) => modelsInOrder(rows, { fast: 'a', heavy: 'b' }, role, modelId).map(({ id }) => id);
  expect([order('fast'), order('heavy'), order('fast', 'c'), order('heavy', 'd'), order('fast', 'a')]).toEqual([['a', 'b'], ['b', 'a'], ['c', 'a', 'b'], ['b', 'a'], ['a', 'b']]);
});

describe('in the order of an admin', () => {
  const elsewhere = [{ id: 'r', name: 'far away' }, { id: 's', name: 'farther' }];
  const order = (ids: string[], assigned: RoleAssignments, modelId?: string, role: 'fast' | 'heavy' = 'fast') => modelsInOrder(ids.map((id) => row(id)), assigned, role, modelId, elsewhere).map(({ id }) => id);
  const assigned = { fast: 'a', heavy: 'b', fallbacks: { fast: ['r', 'c', 'a', 'b'] } };

  test('models wherever they run stand behind that of the role, in place of the other role\'s', () => {
    expect([order(['a', 'b', 'c'], assigned), order(['a', 'b', 'c'], assigned, undefined, 'heavy'), order(['a', 'b', 'c'], assigned, 'c')]).toEqual([['a', 'r', 'c', 'b'], ['b', 'a'], ['c', 'a', 'r', 'b']]);
    expect(order(['a', 'b', 'c'], { ...assigned, fallbacks: { fast: [] } })).toEqual(['a']);
  });

  test('what is gone is left out, and does not stand in the way of the others', () => {
    expect([order(['b'], assigned), order(['a', 'b', 'c'], assigned, 'gone'), order(['a', 'c'], { fast: 'gone', heavy: 'r' })]).toEqual([['r', 'b'], ['a', 'r', 'c', 'b'], ['r']]);
  });

  test('the only model of this machine is asked last, and whoever is left over in an order is asked without it', () => {
    expect([order(['a'], {}), order(['a'], { fast: 'gone' }), order(['a'], { fast: 'r', heavy: 's' }), order(['a'], { fast: 'a', heavy: 'r' })]).toEqual([['a'], ['a'], ['r', 's', 'a'], ['a', 'r']]);
    expect([order(['a'], { fast: 'r', fallbacks: { fast: [] } }), order(['a'], { fast: 'gone', fallbacks: { fast: ['s'] } })]).toEqual([['r'], ['s']]);
  });

  test('where nothing of an order is left, it counts as none', () => {
    expect(order(['a'], { fast: 'gone', fallbacks: { fast: ['gone too'] } })).toEqual(['a']);
  });

  test('a model is asked for by its name as well, once', () => {
    expect([order(['a', 'b'], { fast: 'r' }, 'far away'), order(['a', 'b'], { fast: 'b', heavy: 'r' }, 'model a')]).toEqual([['r'], ['a', 'b', 'r']]);
  });
});

test('of several models only an assigned one answers, for either role', () => {
  const rows = [row('a'), row('b')];
  expect(chooseModel(rows, {}, 'fast')).toMatchObject({ model: null, reason: expect.stringContaining('none is chosen') });
  expect(chooseModel(rows, { heavy: 'b' }, 'fast').model?.id).toBe('b');
  expect(chooseModel(rows, { fast: 'a', heavy: 'b' }, 'heavy').model?.id).toBe('b');
  expect(rolesOf(rows[0] ?? row('x'), rows, { fast: 'a', heavy: 'a' }, null)).toEqual(['fast', 'heavy']);
});

test('an assignment to a model that is gone counts as none', () => {
  const rows = [row('a')];
  expect(chooseModel(rows, { fast: 'gone' }, 'fast').model?.id).toBe('a');
  expect(rolesOf(rows[0] ?? row('x'), rows, { fast: 'gone' }, null)).toEqual(['fast']);
});

test.each([
  ['none installed', [], /No language model is installed/],
  ['only an embedder', [row('e', { format: 'onnx' })], /No language model is installed/],
  ['being checked', [row('a', { status: 'checking', sha256: null })], /model a is still being checked/],
  ['refused', [row('a', { status: 'refused' })], /No installed language model can be used/],
  ['too large', [row('a', { fit: tooLarge })], /does not fit into the memory/],
])('without a usable model the reason is told: %s', (_, rows, reason) => {
  expect(chooseModel(rows, {}, 'fast')).toEqual({ model: null, reason: expect.stringMatching(reason) });
});
