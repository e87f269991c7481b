import type { QuestionTrainer } from '#core/ports/question-trainer.ts';
import { HASH_BUCKETS, questionFeatures } from './question-features.ts';
import { createFamiliarity } from './familiarity.ts';
import { type LinearWeights, scoresOf, softmax } from './train-classifier.ts';
import type { RoutingExample } from './training-set.ts';

export interface Likely {
  /** Null: no agent. */
  agent: string | null;
  /** From 0 to 1; of all of them together 1 where every word of the question is known, less where not. */
  confidence: number;
}

export interface QuestionClassifier {
  /** Most likely first. Takes a fraction of a millisecond. */
  classify(question: string): Likely[];
  readonly classes: readonly (string | null)[];
  readonly weights: LinearWeights;
}

const FIRST_ROUNDS = 10;
/** Weights that are nearly right need less. */
const MORE_ROUNDS = 3;

/** Trains on the examples; from what an earlier classifier knew, where there is one. */
export async function trainQuestionClassifier(trainer: QuestionTrainer, agents: readonly string[], examples: readonly RoutingExample[], before: QuestionClassifier | null): Promise<QuestionClassifier> {
  const classes = [...agents, null];
  const from = before === null ? null : carriedOver(before, classes);
  const weights = await trainer.train({
    classes: classes.length,
    examples: examples.map(({ text, agent, weight }) => ({ text, weight, target: classes.indexOf(agent) })),
    from,
    rounds: from === null ? FIRST_ROUNDS : MORE_ROUNDS,
  });
  const familiarity = createFamiliarity(examples.map(({ text }) => text));
  return {
    classes,
    weights,
    classify(question) {
      const known = familiarity(question);
      const shares = softmax(scoresOf(questionFeatures(question), weights, classes.length, HASH_BUCKETS));
      return classes.map((agent, at) => ({ agent, confidence: known * (shares[at] ?? 0) })).toSorted((a, b) => b.confidence - a.confidence);
    },
  };
}

/** The weights of the classes that are still there; null where another than the last agents came or went, which changes what all are told apart from. */
function carriedOver(before: QuestionClassifier, classes: readonly (string | null)[]): LinearWeights | null {
  return before.classes.length === classes.length && before.classes.every((agent, at) => agent === classes[at]) ? before.weights : null;
}
