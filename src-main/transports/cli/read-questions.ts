import { readFile } from 'node:fs/promises';
import { EvaluationQuestion } from '#shared/contract/evaluation.ts';
import { MillwrightError } from '#shared/contract/errors.ts';

const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Questions of a file, one JSON object a line; the line that is none is named.
 *
 * @throws MillwrightError `FILE_UNREADABLE`, `FILE_TOO_LARGE`, `INVALID_INPUT`
 */
export async function readQuestions(path: string): Promise<EvaluationQuestion[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new MillwrightError('FILE_UNREADABLE', `${path} cannot be read.`, { cause });
  });
  if (text.length > MOST_BYTES) throw new MillwrightError('FILE_TOO_LARGE', `${path} is too long to be a list of questions.`);
  const questions = text.split(/\r?\n/).flatMap((line, index) => (line.trim() === '' ? [] : [questionOf(line, index + 1)]));
  if (questions.length === 0) throw new MillwrightError('INVALID_INPUT', `${path} holds no questions: one JSON object a line is wanted.`);
  return questions;
}

function questionOf(line: string, number: number): EvaluationQuestion {
  const parsed = EvaluationQuestion.safeParse(parseJson(line));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new MillwrightError('INVALID_INPUT', `Line ${number} is not a question: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}.`);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
