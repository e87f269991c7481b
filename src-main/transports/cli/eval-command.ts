import { readFile } from 'node:fs/promises';
import { type AnswerSupport, evaluation, EvaluationQuestion, type EvaluationReport } from '#shared/contract/evaluation.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { finishQueue } from './finish-queue.ts';
import { print, table } from './print.ts';
import { oneLine } from './printable.ts';

const MOST_BYTES = 16 * 1024 * 1024;

/** `eval`: asks the questions of a file and says how well search finds their answers. */
export async function evalCommand(context: CommandContext, path: string, options: CommonOptions & { written?: boolean }): Promise<void> {
  const questions = await readQuestions(path);
  const report = await withOwner(context, options, async (calls) => {
    await finishQueue(context, calls);
    let found: EvaluationReport | undefined;
    for await (const event of calls.events(evaluation.run, { questions, written: options.written === true })) {
      if (event.type === 'report') found = event.report;
      else showProgress(context, event.done, event.total);
    }
    if (found === undefined) throw new MillwrightError('INTERNAL');
    return found;
  });
  print(context, report, () => reportLines(report, context.host.terminal.columns, options.written === true));
}

/** One JSON object a line; the line that is none is named. */
async function readQuestions(path: string): Promise<EvaluationQuestion[]> {
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

function showProgress({ host: { terminal }, json }: CommandContext, done: number, total: number): void {
  if (json || !terminal.interactive) return;
  terminal.err(done === total ? '\r\u001b[K' : `\r\u001b[K${done} of ${total} questions`);
}

function reportLines(report: EvaluationReport, columns: number, written: boolean): string[] {
  const row = (name: string, { n, hit1, hit5, mrr, page5 }: Pick<EvaluationReport, 'n' | 'hit1' | 'hit5' | 'mrr' | 'page5'>): string[] => [
    name, String(n), hit1.toFixed(3), hit5.toFixed(3), mrr.toFixed(3), page5 === null ? '-' : page5.toFixed(3),
  ];
  const stages = (['keyword', 'vector', 'hybrid', 'ranked', 'reranked'] as const).flatMap((stage) => {
    const quality = report.stages[stage];
    return quality === null ? [] : [row(stage, quality)];
  });
  const share = (value: number | null): string => percent(value, 'none asked');
  return [
    ...table([['', 'n', 'hit@1', 'hit@5', 'MRR', 'page@5'], ...stages, ...Object.entries(report.byKind).map(([kind, quality]) => row(kind, quality))]),
    '',
    `Unanswerable questions told so: ${share(report.refusedUnanswerable)}; answerable ones wrongly told so: ${share(report.refusedAnswerable)}.`,
    ...(report.answers === null ? [] : answerLines(report.answers, written)),
    ...report.misses.map(({ id, question, wanted, got }) => oneLine(`missed ${id}: ${question} (wanted ${wanted}; found ${got.join(', ')})`, Math.max(80, columns * 2))),
  ];
}

function answerLines({ quoted, written }: NonNullable<EvaluationReport['answers']>, asked: boolean): string[] {
  const row = (name: string, { n, answered, facts, supported, rightPlace, rightQuote }: AnswerSupport): string[] => [
    name, String(n), String(facts), ...[answered, supported, rightPlace, rightQuote].map((value) => percent(value, '-')),
  ];
  const rows = [row('quoted', quoted), ...(written === null ? [] : [row('written', written)])];
  return [
    '',
    ...table([['answers', 'n', 'facts', 'answered', 'supported', 'right place', 'right quote'], ...rows]),
    ...(asked && written === null ? ['No language model is there to write answers.'] : []),
    '',
  ];
}

const percent = (value: number | null, none: string): string => (value === null ? none : `${Math.round(value * 100)} %`);
