import { expect, test } from 'vitest';
import { filled, requirePlaceholders } from './placeholders.ts';

const refusal = (kind: 'system' | 'grounding' | 'language', text: string, name = 'answer'): string => {
  try {
    requirePlaceholders({ name, kind }, text);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

test('a placeholder that is not known is named, with those that are', () => {
  expect(refusal('system', 'You work at {plan}.')).toMatch(/^\{plan\} is not known: here you can use \{plant\}/);
  expect(refusal('grounding', 'Cite {plant}.')).toMatch(/\{plant\} is not known: nothing is filled in here/);
});

test('a placeholder that has to be there is missed, but by an agent', () => {
  expect(refusal('system', 'You answer questions.')).toMatch(/^\{plant\} is missing/);
  expect(refusal('system', 'You plan work.', 'agent:planner')).toBe('');
});

test('braces that hold no word are left alone', () => {
  expect(refusal('language', 'Answer as { "answer": "…" } or {} in {language}.')).toBe('');
});

test('a plant whose name looks like a placeholder is called by its name', () => {
  expect(filled('At {plant}, in {language}.', { plant: '{language} Works $1', language: 'German' })).toBe('At {language} Works $1, in German.');
});
