import { type ComparedAnswer, type ComparedQuestion, type Comparison, comparisons, type ModelTotals } from '#shared/contract/comparisons.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type EvaluationSet, evaluationSets } from '#shared/contract/evaluation-sets.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { type CommandContext, type CommonOptions, type OwnerCalls, withOwner } from './command-context.ts';
import { finishQueue } from './finish-queue.ts';
import { print, table } from './print.ts';
import { oneLine } from './printable.ts';
import { readQuestions } from './read-questions.ts';

const PAGE = 100;

/** `evaluate sets`. */
export async function listEvaluationSets(context: CommandContext, options: CommonOptions): Promise<void> {
  const found = await withOwner(context, options, ({ value }) => value(evaluationSets.list, {}));
  print(context, found, () => table(found.sets.map((set) => [set.id, set.origin, `${set.questions} questions`, set.createdAt.slice(0, 10), set.name]), 'No questions are kept.'));
}

/** `evaluate keep NAME [FILE]`: what people found of answers, or the questions of a file, as an evaluation set. */
export async function keepEvaluationSet(context: CommandContext, name: string, file: string | undefined, { label, ...options }: CommonOptions & { label?: Label }): Promise<void> {
  const questions = file === undefined ? null : await readQuestions(file);
  const set = await withOwner(context, options, ({ value }) =>
    questions === null ? value(evaluationSets.create, { name }) : value(evaluationSets.import, { name, questions, ...(label === undefined ? {} : { label }) }),
  );
  print(context, set, () => [`Kept as ${set.id}: ${set.questions} questions, ${set.placed} with the place of their answer, ${set.corrected} with a corrected answer.`]);
}

/** `evaluate drop SET`. */
export async function dropEvaluationSet(context: CommandContext, wanted: string, options: CommonOptions): Promise<void> {
  const removed = await withOwner(context, options, async (calls) => calls.value(evaluationSets.remove, { id: (await setNamed(calls, wanted)).id }));
  print(context, removed, () => ['Deleted, with all comparisons on it.']);
}

/** `evaluate run SET`: stays until it is over, as nothing runs on behind a command that ended. Exit status 0 only when every question was asked. */
export async function runComparison(context: CommandContext, wanted: string, { model, against, ...options }: CommonOptions & { model: string; against: string }): Promise<number> {
  return follow(context, options, async (calls) => calls.value(comparisons.start, { setId: (await setNamed(calls, wanted)).id, model, against }));
}

/** `evaluate resume ID`. */
export async function resumeComparison(context: CommandContext, id: string, options: CommonOptions): Promise<number> {
  return follow(context, options, ({ value }) => value(comparisons.resume, { id }));
}

/** `evaluate list`. */
export async function listComparisons(context: CommandContext, options: CommonOptions): Promise<void> {
  const found = await withOwner(context, options, ({ value }) => value(comparisons.list, {}));
  print(context, found, () =>
    table(found.comparisons.map(({ id, state, done, total, startedAt, set, model, against }) => [id, state, `${done}/${total}`, startedAt.slice(0, 16), `${model.name} / ${against.name}`, set.name])),
  );
}

/** `evaluate show ID`. */
export async function showComparison(context: CommandContext, id: string, options: CommonOptions): Promise<void> {
  print(context, ...(await withOwner(context, options, async (calls) => printed(context, await calls.value(comparisons.get, { id }), await allAnswers(calls, id)))));
}

/** `evaluate cancel ID`. */
export async function cancelComparison(context: CommandContext, id: string, options: CommonOptions): Promise<void> {
  const stopped = await withOwner(context, options, ({ value }) => value(comparisons.cancel, { id }));
  print(context, stopped, () => [`Stopped after ${stopped.done} of ${stopped.total} answers, which stay.`]);
}

/** `evaluate remove ID`. */
export async function removeComparison(context: CommandContext, id: string, options: CommonOptions): Promise<void> {
  const removed = await withOwner(context, options, ({ value }) => value(comparisons.remove, { id }));
  print(context, removed, () => ['Deleted, with its answers.']);
}

async function follow(context: CommandContext, options: CommonOptions, begin: (calls: OwnerCalls) => Promise<Comparison>): Promise<number> {
  const { comparison, questions } = await withOwner(context, options, async (calls) => {
    await finishQueue(context, calls);
    const { id } = await begin(calls);
    for await (const { comparison: now } of calls.events(comparisons.watch, { id })) showProgress(context, now);
    return { comparison: await calls.value(comparisons.get, { id }), questions: await allAnswers(calls, id) };
  });
  print(context, ...printed(context, comparison, questions));
  return comparison.state === 'done' ? 0 : 1;
}

function showProgress({ host: { terminal }, json }: CommandContext, { state, done, total }: Comparison): void {
  if (json || !terminal.interactive) return;
  terminal.err(state === 'running' ? `\r\u001b[K${done} of ${total} answers` : '\r\u001b[K');
}

/** By id or by name. */
async function setNamed({ value }: OwnerCalls, wanted: string): Promise<EvaluationSet> {
  const { sets } = await value(evaluationSets.list, {});
  const set = sets.find(({ id }) => id === wanted) ?? sets.find(({ name }) => name === wanted);
  if (!set) throw new MillwrightError('EVALUATION_SET_NOT_FOUND', `There is no evaluation set "${wanted}". "evaluate sets" lists them, "evaluate keep" makes one.`);
  return set;
}

async function allAnswers({ value }: OwnerCalls, id: string): Promise<ComparedQuestion[]> {
  const all: ComparedQuestion[] = [];
  for (;;) {
    const { total, questions } = await value(comparisons.answers, { id, from: all.length, most: PAGE });
    all.push(...questions);
    if (questions.length === 0 || all.length >= total) return all;
  }
}

function printed({ host }: CommandContext, comparison: Comparison, questions: ComparedQuestion[]): [object, () => string[]] {
  const { id, state, error, done, total, set, model, against } = comparison;
  const columns = Math.max(80, host.terminal.columns * 2);
  return [
    { ...comparison, questions },
    () => [
      `${id} ${state}: ${set.name}, ${done} of ${total} answers${error === null ? '' : `. ${error}`}`,
      '',
      ...table([['', 'asked', 'written', 'failed', 'right place', 'overlap', 'unsupported', 'tokens', 'first token', 'tokens/s'], totalsRow(model), totalsRow(against)]),
      ...questions.flatMap(({ question, expected, model: one, against: other }) => [
        '',
        oneLine(question, columns),
        ...(expected === null ? [] : [oneLine(`  corrected: ${expected}`, columns)]),
        ...answerLine(model.name, one, columns),
        ...answerLine(against.name, other, columns),
      ]),
    ],
  ];
}

function totalsRow({ name, totals }: { name: string; totals: ModelTotals }): string[] {
  const { asked, written, failed, cited, overlap, unsupported, completionTokens, firstTokenMs, tokensPerSecond } = totals;
  const figure = (value: number | null, digits: number, unit = ''): string => (value === null ? '-' : `${value.toFixed(digits)}${unit}`);
  return [
    name, String(asked), String(written), String(failed), cited === null ? '-' : `${Math.round(cited * 100)} %`, figure(overlap, 2), String(unsupported), String(completionTokens),
    figure(firstTokenMs, 0, ' ms'), figure(tokensPerSecond, 1),
  ];
}

function answerLine(name: string, answer: ComparedAnswer | null, columns: number): string[] {
  if (answer === null) return [];
  const { error, content, cited, overlap } = answer;
  const measured = [cited === null ? [] : cited ? 'right place' : 'other place', overlap === null ? [] : `overlap ${overlap.toFixed(2)}`].flat().join(', ');
  return [oneLine(`  ${name}${measured === '' ? '' : ` (${measured})`}: ${error ?? content}`, columns)];
}
