import { type AnswerSupport, evaluation, type EvaluationReport } from '#shared/contract/evaluation.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { finishQueue } from './finish-queue.ts';
import { print, table } from './print.ts';
import { oneLine } from './printable.ts';
import { readQuestions } from './read-questions.ts';

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
