import type { TextChange } from '#shared/contract/revisions.ts';
import type { ComparedUnit } from './revision-units.ts';
import { diffRuns } from './text-diff.ts';
import type { Run } from './text-diff-gap.ts';

/** Lines kept at either end of a stretch that stayed: enough to know where one is. */
const CONTEXT = 3;
/** How far ahead the counterpart of a changed line is looked for. */
const AHEAD = 8;
/** Share of words two lines must have in common to count as one that changed. */
const ALIKE = 0.5;

type Side = NonNullable<TextChange['before']>;
export interface ChangeStep {
  change: TextChange;
  /** Lines it stands for. */
  units: number;
}

/** Runs as changes a person can read: lines that resemble one another are one changed line, with its words marked. */
export function* changesOf(runs: readonly Run[], before: readonly ComparedUnit[], after: readonly ComparedUnit[]): Generator<ChangeStep> {
  for (const run of joined(runs)) {
    const [old, young] = [before.slice(run.a0, run.a1), after.slice(run.b0, run.b1)];
    if (run.same) yield { change: kept(old, young), units: old.length };
    else yield* replaced(old, young);
  }
}

export function lengthOf({ before, after }: TextChange): number {
  return (before?.text.length ?? 0) + (after?.text.length ?? 0);
}

/** The pieces of the comparison, without the seams between them. */
function joined(runs: readonly Run[]): Run[] {
  const all: Run[] = [];
  for (const run of runs) {
    const last = all.at(-1);
    if (last !== undefined && last.same === run.same) Object.assign(last, { a1: run.a1, b1: run.b1 });
    else all.push({ ...run });
  }
  return all;
}

function kept(before: readonly ComparedUnit[], after: readonly ComparedUnit[]): TextChange {
  const omitted = Math.max(0, before.length - 2 * CONTEXT);
  const shown = (units: readonly ComparedUnit[]): ComparedUnit[] => (omitted === 0 ? [...units] : [...units.slice(0, CONTEXT), ...units.slice(-CONTEXT)]);
  return { kind: 'same', before: sideOf(shown(before)), after: sideOf(shown(after)), omitted };
}

function* replaced(before: readonly ComparedUnit[], after: readonly ComparedUnit[]): Generator<ChangeStep> {
  const words = after.map(({ text }) => wordsOf(text));
  let [a, b] = [0, 0];
  for (let i = 0; i < before.length; i++) {
    const old = before[i];
    if (old === undefined) break;
    const j = counterpart(wordsOf(old.text), words, b);
    if (j < 0) continue;
    yield* removed(before.slice(a, i));
    yield* added(after.slice(b, j));
    const young = after[j];
    if (young !== undefined) yield { change: changed(old, young), units: 1 };
    [a, b] = [i + 1, j + 1];
  }
  yield* removed(before.slice(a));
  yield* added(after.slice(b));
}

function counterpart(words: readonly string[], candidates: readonly (readonly string[])[], from: number): number {
  let best = -1;
  let most = ALIKE;
  for (let j = from; j < Math.min(candidates.length, from + AHEAD); j++) {
    const likeness = shared(words, candidates[j] ?? []);
    if (likeness > most) [best, most] = [j, likeness];
  }
  return best;
}

/** Dice's coefficient of the words, each counted as often as it stands there. */
function shared(a: readonly string[], b: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of a) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of b) {
    const left = counts.get(word) ?? 0;
    if (left === 0) continue;
    counts.set(word, left - 1);
    common += 1;
  }
  return a.length + b.length === 0 ? 0 : (2 * common) / (a.length + b.length);
}

function* removed(units: readonly ComparedUnit[]): Generator<ChangeStep> {
  for (const group of byPart(units)) yield { change: { kind: 'removed', before: sideOf(group), after: null, omitted: 0 }, units: group.length };
}

function* added(units: readonly ComparedUnit[]): Generator<ChangeStep> {
  for (const group of byPart(units)) yield { change: { kind: 'added', before: null, after: sideOf(group), omitted: 0 }, units: group.length };
}

function byPart(units: readonly ComparedUnit[]): ComparedUnit[][] {
  return [...Map.groupBy(units, (unit) => unit.part).values()];
}

function changed(before: ComparedUnit, after: ComparedUnit): TextChange {
  const [old, young] = [places(before.text), places(after.text)];
  const numbers = new Map<string, number>();
  const numbered = (list: readonly Place[]): Int32Array =>
    Int32Array.from(list, ({ word }) => {
      if (!numbers.has(word)) numbers.set(word, numbers.size);
      return numbers.get(word) ?? 0;
    });
  const marks: { before: [number, number][]; after: [number, number][] } = { before: [], after: [] };
  for (const run of joined([...diffRuns(numbered(old), numbered(young))].filter((each) => each !== null))) {
    if (run.same) continue;
    marks.before.push(...stretch(old, run.a0, run.a1));
    marks.after.push(...stretch(young, run.b0, run.b1));
  }
  return { kind: 'changed', before: { ...sideOf([before]), marks: marks.before }, after: { ...sideOf([after]), marks: marks.after }, omitted: 0 };
}

interface Place {
  word: string;
  start: number;
  end: number;
}

function places(text: string): Place[] {
  return Array.from(text.matchAll(/\S+/g), ({ 0: word, index }) => ({ word, start: index, end: index + word.length }));
}

function stretch(list: readonly Place[], from: number, to: number): [number, number][] {
  const [first, last] = [list[from], list[to - 1]];
  return first === undefined || last === undefined || to <= from ? [] : [[first.start, last.end]];
}

function wordsOf(text: string): string[] {
  return text.match(/\S+/g) ?? [];
}

function sideOf(units: readonly ComparedUnit[]): Side {
  return { text: units.map(({ text }) => text).join('\n'), page: units[0]?.page ?? null, section: units[0]?.section ?? null, marks: [] };
}
