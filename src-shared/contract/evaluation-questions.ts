import { EvaluationQuestion } from './evaluation.ts';
import { firstIssue } from './validation-message.ts';

export type ReadQuestions = { questions: EvaluationQuestion[] } | { line: number; why: string };

/** Questions of a file with one JSON object a line; or the first line that is none, counted from 1, and why. */
export function readQuestions(text: string): ReadQuestions {
  const questions: EvaluationQuestion[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const parsed = EvaluationQuestion.safeParse(parseLine(line));
    if (!parsed.success) return { line: index + 1, why: firstIssue(parsed.error) };
    questions.push(parsed.data);
  }
  return { questions };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
