/** A question, or words of one, and which class it is of. */
export interface LabelledQuestion {
  text: string;
  target: number;
  /** How much it counts. */
  weight: number;
}

/** What to train a classifier with. */
export interface QuestionTraining {
  classes: number;
  examples: readonly LabelledQuestion[];
  /** Weights of the same classes to go on from; null to begin anew. */
  from: Float32Array | null;
  rounds: number;
}

/** Questions that come with the product; an agent of null is for what none should answer. */
export interface QuestionsOfAgents {
  examples: readonly { agent: string | null; question: string }[];
  phrases: readonly { agent: string | null; phrases: readonly string[] }[];
}

/** Trains a classifier of questions away from the event loop. */
export interface QuestionTrainer {
  /** By class, for every feature of a question and at last a bias. */
  train(task: QuestionTraining): Promise<Float32Array>;
}
