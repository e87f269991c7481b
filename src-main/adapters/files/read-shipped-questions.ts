import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '#core/ports/logger.ts';
import type { QuestionsOfAgents } from '#core/ports/question-trainer.ts';

/** What comes with Millwright to tell questions apart by. Nothing where it cannot be read: then descriptions and examples have to do. */
export async function readShippedQuestions(folder: string, logger: Logger): Promise<QuestionsOfAgents> {
  try {
    const [examples, phrases] = await Promise.all([readJsonLines<QuestionsOfAgents['examples'][number]>(join(folder, 'examples.jsonl')), readJsonLines<QuestionsOfAgents['phrases'][number]>(join(folder, 'phrases.jsonl'))]);
    return { examples, phrases };
  } catch (error) {
    logger.error('the questions that come with Millwright cannot be read', { error: String(error) });
    return { examples: [], phrases: [] };
  }
}

async function readJsonLines<T>(path: string): Promise<T[]> {
  return (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}
