import { readFile } from 'node:fs/promises';
import type { EvaluationQuestion } from '#shared/contract/evaluation.ts';
import { readQuestions as questionsIn } from '#shared/contract/evaluation-questions.ts';
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
  const read = questionsIn(text);
  if ('why' in read) throw new MillwrightError('INVALID_INPUT', `Line ${read.line} is not a question: ${read.why}`);
  if (read.questions.length === 0) throw new MillwrightError('INVALID_INPUT', `${path} holds no questions: one JSON object a line is wanted.`);
  return read.questions;
}
