import type { QuestionTraining } from '#core/ports/question-trainer.ts';
import { HASH_BUCKETS, questionFeatures } from './question-features.ts';
import { type LinearWeights, trainClassifier } from './train-classifier.ts';

/** Features of the questions, and the classifier over them. Takes a good part of a second: never call it on the event loop. */
export function trainOnQuestions({ classes, examples, from, rounds }: QuestionTraining): LinearWeights {
  const vectors = examples.map(({ text, target, weight }) => ({ ...questionFeatures(text), target, weight }));
  return trainClassifier({ classes, width: HASH_BUCKETS, examples: vectors, from, rounds });
}
