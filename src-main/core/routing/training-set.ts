import type { OfferedAgent } from '#shared/contract/agents.ts';
import type { QuestionsOfAgents } from '#core/ports/question-trainer.ts';

/** What an agent is told apart by. */
export type RoutableAgent = Pick<OfferedAgent, 'name' | 'title' | 'description' | 'examples'>;

/** A question and the agent that somebody said it is for; null for none. */
export interface Correction {
  question: string;
  agent: string | null;
}

/** A text that says what an agent is asked. */
export interface RoutingExample {
  text: string;
  /** Null: for no agent. */
  agent: string | null;
  weight: number;
  /** A whole question, not words of one. */
  whole: boolean;
}

const PHRASE = 0.4;
const DESCRIPTION = 1;
const CORRECTION = 2;
/** An agent with fewer texts than this has each count for more, up to {@link MOST_WEIGHT}. */
const ENOUGH = 24;
const MOST_WEIGHT = 3;

/**
 * What the routing learns from: descriptions and examples of the agents a person may use, what comes with Millwright for those still
 * described as they come, and corrections. Later corrections of a question replace earlier ones.
 * @param shippedAs descriptions that the shipped questions were written for, by name
 */
export function trainingSet(agents: readonly RoutableAgent[], shipped: QuestionsOfAgents, shippedAs: ReadonlyMap<string, string>, corrections: readonly Correction[]): RoutingExample[] {
  const known = new Set(agents.map(({ name }) => name));
  const asShipped = new Set(agents.filter(({ name, description }) => shippedAs.get(name) === description).map(({ name }) => name));
  const applies = (agent: string | null): boolean => agent === null || asShipped.has(agent);
  return [
    ...agents.flatMap(ownTexts),
    ...shipped.examples.filter(({ agent }) => applies(agent)).map(({ agent, question }) => ({ text: question, agent, weight: 1, whole: true })),
    ...shipped.phrases.filter(({ agent }) => applies(agent)).flatMap(({ agent, phrases }) => phrases.map((text) => ({ text, agent, weight: PHRASE, whole: false }))),
    ...corrections.filter(({ agent }) => agent === null || known.has(agent)).map(({ question, agent }) => ({ text: question, agent, weight: CORRECTION, whole: true })),
  ];

  function ownTexts({ name, title, description, examples }: RoutableAgent): RoutingExample[] {
    const sentences = description.split(/(?<=[.;:!?])\s+/u).filter((sentence) => sentence !== '');
    const few = asShipped.has(name) ? 1 : Math.min(MOST_WEIGHT, Math.max(1, ENOUGH / (examples.length + sentences.length + 1)));
    return [
      ...[title, ...sentences].map((text) => ({ text, agent: name, weight: DESCRIPTION * few, whole: false })),
      ...examples.map((text) => ({ text, agent: name, weight: few, whole: true })),
    ];
  }
}
