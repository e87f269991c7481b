import type { AgentTemplate } from '#shared/contract/agents.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Embedder, Embedding } from '#core/ports/embedder.ts';
import type { QuestionsOfAgents, QuestionTrainer } from '#core/ports/question-trainer.ts';
import type { CorrectionStore } from './correction-rows.ts';
import { type EmbeddedExamples, embedExamples } from './embedded-examples.ts';
import { type QuestionClassifier, trainQuestionClassifier } from './question-classifier.ts';
import { type RoutableAgent, type RoutingExample, trainingSet } from './training-set.ts';

/** What was learnt from one set of agents and corrections. */
export interface TrainedRouting {
  classifier: QuestionClassifier;
  /** Null where there is no embedding model. */
  embedded: EmbeddedExamples | null;
}

export interface TrainedRoutings {
  /** For the agents as they are now; trained first where anything is new. */
  of(principal: Principal, agents: readonly RoutableAgent[], signal: AbortSignal): Promise<TrainedRouting>;
}

export interface TrainingDeps {
  trainer: QuestionTrainer;
  embedding: Pick<Embedding, 'current'>;
  shipped: QuestionsOfAgents;
  templates: readonly AgentTemplate[];
}

/** Each is a megabyte or two. */
const MOST_KEPT = 12;

interface Kept {
  trained: Promise<TrainedRouting>;
  classifier: QuestionClassifier | null;
}

/**
 * What was learnt, kept for as long as agents and corrections stay as they are. Of a plant that has nothing of its own there is
 * nothing but what ships with the product, and that is learnt once for all of them; what is a plant's own stays with it.
 */
export function createTrainedRoutings({ trainer, embedding, shipped, templates }: TrainingDeps, corrections: Pick<CorrectionStore, 'state' | 'examples'>): TrainedRoutings {
  const kept = new Map<string, Kept>();
  /** By owner: vectors of a plant's own texts stay with the plant. */
  const vectors = new Map<string, Map<string, Float32Array>>();
  const shippedAs = new Map(templates.map(({ definition }) => [definition.name, definition.description]));
  const shippedTexts = new Map(templates.map(({ definition }) => [definition.name, textOf(definition)]));

  async function train(owner: string, agents: readonly RoutableAgent[], examples: readonly RoutingExample[], before: QuestionClassifier | null, embedder: Embedder | null, signal: AbortSignal): Promise<TrainedRouting> {
    const names = agents.map(({ name }) => name);
    const known = vectors.get(owner) ?? new Map<string, Float32Array>();
    vectors.set(owner, known);
    const [classifier, embedded] = await Promise.all([
      trainQuestionClassifier(trainer, names, examples, before),
      // Without vectors the classifier decides alone.
      embedder === null ? null : embedExamples(embedder, examples, known, signal).catch(() => null),
    ]);
    return { classifier, embedded };
  }

  return {
    async of(principal, agents, signal) {
      const state = await corrections.state(principal);
      const { embedder } = embedding.current();
      const own = !state.startsWith('0 ') || agents.some((agent) => shippedTexts.get(agent.name) !== textOf(agent));
      const owner = own ? principal.tenantId : '';
      // Beside the agents whoever asks may use, as others of the plant may use others.
      const place = JSON.stringify([owner, agents.map(({ name }) => name)]);
      const key = JSON.stringify([place, own ? state : '', embedder?.name, agents.map(textOf)]);
      const found = kept.get(key);
      if (found) return again(kept, key, found).trained;
      const before = [...kept].findLast(([other]) => (JSON.parse(other) as unknown[])[0] === place)?.[1].classifier ?? null;
      const examples = trainingSet(agents, shipped, shippedAs, own ? await corrections.examples(principal) : []);
      // Whoever asks first may leave; what they began is waited for by others.
      const fresh: Kept = { trained: train(owner, agents, examples, before, embedder, new AbortController().signal), classifier: null };
      again(kept, key, fresh);
      fresh.trained.then(({ classifier }) => (fresh.classifier = classifier), () => kept.delete(key));
      for (const old of [...kept.keys()].slice(0, -MOST_KEPT)) kept.delete(old);
      return untilAborted(fresh.trained, signal);
    },
  };
}

/** Puts it last, so that what is used least goes first. */
function again(kept: Map<string, Kept>, key: string, value: Kept): Kept {
  kept.delete(key);
  kept.set(key, value);
  return value;
}

function textOf({ title, description, examples }: Pick<RoutableAgent, 'title' | 'description' | 'examples'>): string {
  return JSON.stringify([title, description, examples]);
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}
