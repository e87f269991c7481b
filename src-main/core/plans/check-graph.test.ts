import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultOf, withDependents } from './check-graph.ts';

const step = (key: string, after: string[] = [], agent: string | null = null) => ({ key, agent, after });
const AGENTS = new Set(['research']);

test('a graph that can run has no fault', () => {
  expect(faultOf([step('a'), step('b', ['a'], 'research'), step('c', ['a']), step('d', ['b', 'c'])], AGENTS)).toBeNull();
});

test.each([
  ['nothing', [], 'one to 20 steps'],
  ['a name that stands twice', [step('a'), step('a')], 'same key'],
  ['an agent that nobody knows', [step('a', [], 'oracle')], 'no such agent'],
  ['a step that waits for what is not there', [step('a', ['z'])], 'not in the plan'],
  ['a step that waits for itself', [step('a', ['a'])], 'wait for each other: a'],
  ['a circle', [step('x'), step('a', ['c', 'x']), step('b', ['a']), step('c', ['b'])], 'wait for each other: a, b, c'],
])('%s is refused', (_what, steps, sentence) => {
  expect(faultOf(steps, AGENTS)).toContain(sentence);
});

test('whatever waits only for earlier steps can run', () => {
  const graphs = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 20 });
  fc.assert(fc.property(graphs, (waits) => faultOf(waits.map((after, at) => step(`s${at}`, at === 0 ? [] : [...new Set(after.map((n) => `s${n % at}`))])), AGENTS) === null));
});

test('with a step goes all that rests on it, and nothing else', () => {
  expect(withDependents([step('a'), step('b', ['a']), step('c'), step('d', ['b', 'c'])], 'a').toSorted()).toEqual(['a', 'b', 'd']);
});
