import { expect, test } from 'vitest';
import { readQuestions } from './evaluation-questions.ts';

test('one question a line, empty lines left out', () => {
  const text = '{"id":"q1","question":"At what pressure does V-101 open?","file":"valves.pdf","page":3,"kind":"lookup","answer":"12 bar"}\n\n{"id":2,"question":"Who won?","file":null,"kind":"unanswerable"}\r\n';
  const read = readQuestions(text);
  expect('questions' in read && read.questions.map(({ id, file, page, kind }) => [id, file, page, kind])).toEqual([
    ['q1', 'valves.pdf', 3, 'lookup'],
    ['2', null, undefined, 'unanswerable'],
  ]);
});

test('a line that is no question is named', () => {
  expect(readQuestions('{"id":"q1","question":"What?"}\nnot json')).toEqual({ line: 2, why: 'This must be an object.' });
  expect(readQuestions('{"id":"q1","question":"What?","page":"three"}')).toEqual({ line: 1, why: 'page: This must be a number.' });
});
