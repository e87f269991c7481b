import { beforeAll, expect, test } from 'vitest';
import { readAgentTemplates } from '#adapters/files/read-agent-templates.ts';
import { readShippedQuestions } from '#adapters/files/read-shipped-questions.ts';
import { type QuestionClassifier, trainQuestionClassifier } from '#core/routing/question-classifier.ts';
import { languageOf } from '#core/routing/language-of.ts';
import { splitIntents } from '#core/routing/split-intents.ts';
import { trainOnQuestions } from '#core/routing/train-on-questions.ts';
import { trainingSet } from '#core/routing/training-set.ts';
import { findProgramFiles } from '#hosts/program-files.ts';
import { silent } from '#test/database/open-test-database.ts';
import { readRoutingQuestions, type RoutingQuestion } from '#test/eval/routing/measure-routing.ts';
import { readSplittingMessages, splittingScores } from '#test/eval/routing/measure-splitting.ts';

const program = findProgramFiles();
let classifier: QuestionClassifier;
let questions: RoutingQuestion[];
beforeAll(async () => {
  const agents = (await readAgentTemplates(program.resource('agents'), silent)).map(({ definition }) => definition);
  const set = trainingSet(agents, await readShippedQuestions(program.resource('routing'), silent), new Map(agents.map(({ name, description }) => [name, description])), []);
  classifier = await trainQuestionClassifier({ train: async (task) => trainOnQuestions(task) }, agents.map(({ name }) => name), set, null);
  questions = await readRoutingQuestions();
});

test('more than 19 of 20 questions of the test half go to the agent they are for, in one piece', () => {
  const single = questions.filter(({ agents }) => agents.length < 2);
  const right = single.filter(({ question, agents }) => {
    const intents = splitIntents(question, classifier.classify);
    return intents.length === 1 && intents[0]?.likely[0]?.agent === (agents[0] ?? null);
  });
  expect(single).toHaveLength(240);
  expect(right.length / single.length).toBeGreaterThan(0.95);
});

test('of the messages that are to be taken apart, more than 19 of 20 are, at the right places, and hardly another one is', async () => {
  const messages = (await readSplittingMessages()).filter(({ half }) => half === 'test');
  const { n, precision, recall, inOrder } = splittingScores(messages.map((asked) => ({ asked, parts: splitIntents(asked.question, classifier.classify) })));
  expect(n).toBeGreaterThanOrEqual(60);
  expect({ precision: precision > 0.95, recall: recall > 0.95, inOrder: inOrder > 0.95 }).toEqual({ precision: true, recall: true, inOrder: true });
});

test('their languages are told apart', () => {
  expect(questions.filter(({ question, language }) => languageOf(question) === language).length / questions.length).toBeGreaterThan(0.98);
});

test('no question of the test half is among what is learnt from', async () => {
  const { examples, phrases } = await readShippedQuestions(program.resource('routing'), silent);
  const learnt = new Set([...examples.map(({ question }) => question), ...phrases.flatMap((each) => each.phrases)].map((text) => text.toLowerCase()));
  expect(questions.filter(({ question }) => learnt.has(question.toLowerCase()))).toEqual([]);
});
