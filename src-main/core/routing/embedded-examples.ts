import type { Embedder } from '#core/ports/embedder.ts';
import type { RoutingExample } from './training-set.ts';

/** What the embedder makes of a question: the agent whose examples are nearest in meaning, and by how much it leads. */
export interface Vote {
  agent: string | null;
  /** Cosine to its nearest examples less that of the next agent. */
  lead: number;
}

interface Placed {
  agent: string | null;
  vector: Float32Array;
}

/** How many of an agent's nearest examples count. */
const NEAREST = 3;

/** Examples by meaning. Vectors are kept by text, so that a change embeds no more than what is new. */
export interface EmbeddedExamples {
  /** Null where the embedder does not know the question's language, or no example is in one that it knows. */
  vote(embedder: Embedder, question: string, signal: AbortSignal): Promise<Vote | null>;
}

export async function embedExamples(embedder: Embedder, examples: readonly RoutingExample[], known: Map<string, Float32Array>, signal: AbortSignal): Promise<EmbeddedExamples> {
  const usable = examples.filter(({ whole, text }) => whole && embedder.understands(text));
  const fresh = [...new Set(usable.map(({ text }) => text))].filter((text) => !known.has(text));
  const vectors = fresh.length === 0 ? [] : await embedder.embed(fresh, signal);
  fresh.forEach((text, at) => known.set(text, vectors[at] ?? new Float32Array(embedder.dimension)));
  const placed = usable.flatMap(({ agent, text }): Placed[] => {
    const vector = known.get(text);
    return vector ? [{ agent, vector }] : [];
  });
  return {
    async vote(now, question, signal) {
      if (placed.length === 0 || !now.understands(question)) return null;
      const [vector] = await now.embed([question], signal);
      return vector === undefined || vector.length !== embedder.dimension ? null : nearest(placed, vector);
    },
  };
}

function nearest(placed: readonly Placed[], vector: Float32Array): Vote | null {
  const byAgent = new Map<string | null, number[]>();
  for (const { agent, vector: of } of placed) byAgent.set(agent, [...(byAgent.get(agent) ?? []), cosine(of, vector)]);
  const ranked = [...byAgent].map(([agent, near]) => ({ agent, near: meanOfHighest(near) })).sort((a, b) => b.near - a.near);
  const [first, second] = ranked;
  return first === undefined ? null : { agent: first.agent, lead: first.near - (second?.near ?? 0) };
}

function meanOfHighest(values: number[]): number {
  const highest = values.toSorted((a, b) => b - a).slice(0, NEAREST);
  return highest.reduce((sum, value) => sum + value, 0) / highest.length;
}

/** Of vectors of unit length. */
function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
